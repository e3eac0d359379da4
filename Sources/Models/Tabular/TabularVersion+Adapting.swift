import Domain
import Examples
import NeuralNetworks
import Tensors

extension TabularVersion {
    /// A new model for a first file's rows: weights at random, a head of zeros.
    public init(schema: Schema, rows table: ExampleTable, network: NetworkSpecification, seed: UInt64) {
        let layout = InputLayout(schema: schema)
        let features = TabularFeatures(layout: layout, firstRows: layout.encode(table), embedding: network.embedding)
        let document = TabularDocument(
            schema: schema, layout: layout, outputs: schema.task == .classification ? .classes([]) : .value, features: features,
            scaler: Scaler(width: features.numbers.count), labelScaler: schema.task == .regression ? Scaler(width: 1) : nil,
            network: network,
            steps: 0, jobs: 0)
        var random = RandomSource(seed: seed)
        let mlp = MLP(document.shape, capacity: 1)
        mlp.initialize(&random)
        let embeddings = features.categories.map { _ in Self.randomEmbedding(rows: 1, width: features.embedding, &random) }
        self.init(document: document, tensors: document.tensors(mlp: mlp.parameters.elements, embeddings: embeddings))
    }

    /// This model made ready for a job's rows: new classes and levels have their place, the scaler has moved with the data, and the function is
    /// what it was (within the clip at ±10), since the first layer makes up for the scaler and what is new begins where it changes nothing.
    public func adapted(to table: ExampleTable, seed: UInt64) -> TabularVersion {
        var document = self.document
        var parameters = document.shape.parameters(byName)
        var embeddings = document.embeddings(byName)
        var random = RandomSource(seed: seed)

        document.layout = document.layout.extended(by: table)
        for (place, column) in document.features.categories.enumerated() {
            let rows = document.layout.columns[column].levels.count + 1
            while embeddings[place].count < rows * document.features.embedding {
                embeddings[place] +=
                    document.isNew
                    ? Self.randomEmbedding(rows: 1, width: document.features.embedding, &random)
                    // A level seen for the first time begins as what an unseen one was.
                    : Array(embeddings[place][..<document.features.embedding])
            }
        }
        let rows = document.layout.encode(table)
        let before = document.scaler.standardisation
        document.scaler.update(
            document.features.numbers(of: rows, columns: document.layout.columns.count), width: document.features.numbers.count)
        if !document.isNew {
            let change = before.change(to: document.scaler.standardisation)
            parameters = document.shape.compensated(parameters, factors: change.factors, shifts: change.shifts)
        }
        switch (table.labels, document.outputs) {
        case (.classes(let indices, let names), .classes(let known)):
            let used = Set(indices.map { names[Int($0)] })
            let new = used.subtracting(known).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            parameters = document.shape.grown(parameters, by: new.count)
            document.outputs = .classes(known + new)
        case (.numbers(let labels), .value):
            let before = document.labelStandardisation
            document.labelScaler?.update(labels, width: 1)
            if !document.isNew { parameters = document.shape.rescaled(parameters, from: before, to: document.labelStandardisation) }
        default:
            preconditionFailure("\(table.schema.task) rows for a model that answers \(document.outputs)")
        }
        return TabularVersion(document: document, tensors: document.tensors(mlp: parameters, embeddings: embeddings))
    }

    private static func randomEmbedding(rows: Int, width: Int, _ random: inout RandomSource) -> [Float] {
        [Float](unsafeUninitializedCapacity: rows * width) { buffer, count in
            if let start = buffer.baseAddress { random.fillNormal(start, count: rows * width, deviation: 0.5) }
            count = rows * width
        }
    }

    var byName: [String: Tensor] {
        Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.tensor) })
    }
}

extension TabularDocument {
    /// Whether no job has trained it yet.
    var isNew: Bool { jobs == 0 }

    var shape: MLPShape {
        MLPShape(widths: [features.width] + network.hidden + [outputs.width], activation: network.activation == .relu ? .relu : .gelu)
    }

    func tensors(mlp parameters: [Float], embeddings: [[Float]]) -> [(name: String, tensor: Tensor)] {
        shape.tensors(parameters)
            + embeddings.enumerated().map { place, elements in
                (
                    "embeddings.\(place).weight",
                    Tensor(shape: [elements.count / features.embedding, features.embedding], elements: elements)
                )
            }
    }

    func embeddings(_ tensors: [String: Tensor]) -> [[Float]] {
        features.categories.indices.map { place in
            guard let tensor = tensors["embeddings.\(place).weight"] else { preconditionFailure("embedding \(place) is missing") }
            return tensor.elements
        }
    }
}
