import Domain
import LearnAPI

extension Session {
    /// A model is made by its first file, so a slip in its name would make one. Where the name is close to a known one a person is asked;
    /// where nobody sits at a terminal, a note is written and all goes on.
    ///
    /// - Throws: `Refusal` where the new model is not meant.
    func confirmNew(_ model: ModelName) async throws {
        // Files may be dropped while the daemon is away: then nobody knows the models, and nothing is asked.
        guard let known = try? await client.models().models.map(\.name.text),
            let meant = EditDistance.slip(of: model.text, among: known)
        else { return }
        let found = "there is no model '\(model)' yet; did you mean '\(meant)'?"
        switch console.ask("\(found) create a new model? [y/N] ") {
        case nil: console.remark("note: \(found) creating a new model")
        case true?: break
        case false?:
            throw Refusal(
                .invalid,
                what: "nothing was dropped: no model was created",
                fix: "use --model \(meant), or --yes to create '\(model)'"
            )
        }
    }
}
