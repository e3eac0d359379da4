import Domain
import NeuralNetworks
import Rows
import Tensors

extension TabularVersion {
    /// A new model for a first file's rows: weights at random, a head of zeros.
    public init(_ beginning: NetworkBeginning) {
        self.init(schema: beginning.schema, rows: beginning.rows, network: beginning.network, seed: beginning.seed)
    }

    /// The same, where no setting of training plays a part.
    public init(schema: Schema, rows table: ExampleTable, network: NetworkSpecification, seed: UInt64) {
        let layout = InputLayout(schema: schema)
        let features = TabularFeatures(layout: layout, firstRows: table, embedding: network.embedding)
        let document = TabularDocument(
            schema: schema,
            layout: layout,
            features: features,
            scaler: Scaler(width: features.numbers.count),
            network: network,
            steps: 0,
            jobs: 0
        )
        var random = RandomSource(seed: seed)
        let plan = document.network()
        self.init(document: document, tensors: plan.tensors(plan.initialized(&random)))
    }

    /// This model made ready for a job's rows: new classes and levels have their place, the scaler has moved with the data, and the function is
    /// what it was (within the clip at ±10), since the first layer makes up for the scaler and what is new begins where it changes nothing.
    ///
    /// - Parameter sample: The rows by which the scale goes: of all classes and of the whole past, as far as it is remembered.
    public func adapted(to table: ExampleTable, sample: ExampleTable, seed: UInt64) -> TabularVersion {
        var document = self.document
        var tensors = byName
        var random = RandomSource(seed: seed)

        document.layout = document.layout.extended(by: table)
        for (index, column) in document.features.categories.enumerated() {
            let name = "embeddings.\(index).weight"
            tensors[name] = grown(
                tensors[name]!,
                to: document.layout.columns[column].levels.count + 1,
                isNew: document.isNew,
                &random
            )
        }
        let before = document.scaler.standardization
        document.scaler.move(
            to: document.features.numbers(of: document.layout.encode(sample), columns: document.layout.columns.count),
            width: document.features.numbers.count,
            where: document.features.isStandardized
        )
        if !document.isNew {
            let change = before.change(to: document.scaler.standardization)
            let features = document.features
            tensors.rescaleInputs(
                of: "layers.0",
                factors: change.factors,
                shifts: change.shifts,
                marks: features.numbersOfMarks
            )
        }
        document.adopt(table, sample: sample, into: &tensors, head: document.head)
        return TabularVersion(document: document, tensors: document.network().parameters.map { ($0.path, tensors[$0.path]!) })
    }

    /// A table with a row for every level.
    private func grown(_ table: Tensor, to levels: Int, isNew: Bool, _ random: inout RandomSource) -> Tensor {
        let width = table.shape[1]
        var elements = table.elements
        let unseen = elements[..<width]
        while elements.count < levels * width {
            // A level seen for the first time begins as what an unseen one was.
            elements += isNew ? Self.randomEmbedding(width: width, &random)[...] : unseen
        }
        return Tensor(shape: [elements.count / width, width], elements: elements)
    }

    private static func randomEmbedding(width: Int, _ random: inout RandomSource) -> [Float] {
        [Float](unsafeUninitializedCapacity: width) { buffer, count in
            if let start = buffer.baseAddress { random.fillNormal(start, count: width, deviation: 0.5) }
            count = width
        }
    }
}

extension TabularDocument {
    /// Whether no job has trained it yet.
    var isNew: Bool { jobs == 0 }

    /// The last layer's path.
    var head: String { "layers.\(network.hidden.count)" }

    /// Embeddings of the categories, then linear layers `layers.0`, `layers.1`, … with the activation between them.
    func network(precision: Precision = .single) -> Network {
        var builder = NetworkBuilder(input: Extent(features: features.inputWidth))
        if !features.categories.isEmpty {
            builder.embed(levels: features.categories.map { layout.columns[$0].levels.count + 1 }, width: features.embedding)
        }
        for (index, width) in network.hidden.enumerated() {
            builder.linear("layers.\(index)", outputs: width, relu: network.activation == .relu, precision: precision)
            if network.activation == .gelu { builder.gelu() }
        }
        builder.linear(head, outputs: outputHeads.width, precision: precision)
        return builder.build()
    }
}
