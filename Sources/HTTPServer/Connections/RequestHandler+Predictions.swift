import Domain
import NIOCore
import Prediction

/// The hot road: body → rows → forward pass → answer.
extension RequestHandler {
    func predict(_ form: PredictionForm, _ request: RequestInHand, _ context: ChannelHandlerContext) {
        if request.values.count == 1 {
            guard let served = services.host.serving(named: request.values[0]) else { return explainNothingServes(request, context) }
            respond(with: served, form, request, context)
        } else {
            predictByVersion(form, request, context)
        }
    }

    private func respond(with served: ServedVersion, _ form: PredictionForm, _ request: RequestInHand, _ context: ChannelHandlerContext) {
        let headerLength: Int?
        if let text = request.inferenceHeaderLength, form == .inference {
            guard let length = Int(text), length >= 0 else {
                return refuse(
                    Refusal(.invalid, what: "Inference-Header-Content-Length is '\(text)'", fix: "give the length of the JSON in bytes")
                )
            }
            headerLength = length
        } else {
            headerLength = nil
        }
        let job = PredictionJob(
            served: served,
            form: form,
            body: request.body ?? ByteBuffer(),
            inferenceHeaderLength: headerLength,
            maximumRows: services.settings.rows
        )
        guard job.body.readableBytes <= PredictionBound.quick.bytes else { return handOver(job, context) }
        do throws(Refusal) {
            switch try job.run(in: workspace, within: .quick) {
            case .responded(let headerLength): finishFromWorkspace(inferenceHeaderLength: headerLength)
            case .tooSlow: handOver(job, context)
            }
        } catch {
            workspace.trim()
            refuse(error)
        }
    }

    /// Has a thread do it all.
    private func handOver(_ job: PredictionJob, _ context: ChannelHandlerContext) {
        beginResponding()
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        let eventLoop = context.eventLoop
        let isTaken = services.lanes.submit(job, of: client) { result in
            eventLoop.execute {
                switch result {
                case .success(let response): handler.value.finish(response)
                case .failure(let refusal): handler.value.refuse(refusal)
                }
            }
        }
        if !isTaken { refuse(services.lanes.busy) }
    }

    private func explainNothingServes(_ request: RequestInHand, _ context: ChannelHandlerContext) {
        let operations = services.operations
        let name = request.values[0]
        answerLater(context) {
            let refusal = await Refusal(noVersionOf: try ModelName(name), operations)
            return { $0.refuse(refusal) }
        }
    }

    private func predictByVersion(_ form: PredictionForm, _ request: RequestInHand, _ context: ChannelHandlerContext) {
        do throws(Refusal) {
            let model = try ModelName(request.values[0])
            let number = try CallRequest.version(request.values[1])
            if let ready = services.host.ready(number, of: model) { return respond(with: ready, form, request, context) }
            let host = services.host
            let operations = services.operations
            answerLater(context) {
                let served = try await host.version(number, of: model) { try await operations.predictor(of: model, version: number) }
                return { handler in
                    guard let context = handler.context, let request = handler.request else { return }
                    handler.respond(with: served, form, request, context)
                }
            }
        } catch {
            refuse(error)
        }
    }
}
