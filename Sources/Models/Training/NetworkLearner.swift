import NeuralNetworks
import Rows

/// What a job trains of a model: its network, or as much of it as may learn, and rows made ready for that.
public protocol NetworkLearner {
    /// What is trained; its parameters are the whole model's.
    var network: Network { get }
    /// The owned ones as they are now, as the network lays them out.
    var parameters: [Float] { get }
    /// Whether a row is of several places.
    var isSequence: Bool { get }

    /// Rows as the network trains on them.
    ///
    /// - Parameter onRows: Called with the number of rows made ready, from time to time.
    /// - Precondition: The model knows every class of the table.
    func prepare(_ table: ExampleTable, _ onRows: (Int) throws -> Void) throws -> PreparedRows
}

/// The whole network, over rows of one place that are made ready at once.
struct WholeNetwork<Family: NetworkFamily>: NetworkLearner {
    let version: Family
    let augmentation: Augmentation
    let network: Network
    let parameters: [Float]
    var isSequence: Bool { false }

    func prepare(_ table: ExampleTable, _ onRows: (Int) throws -> Void) throws -> PreparedRows {
        let rows = version.prepare(table, augmentation)
        try onRows(table.rowCount)
        return rows
    }
}
