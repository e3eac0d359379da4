import Rows

/// Held-out rows' classes and what each row counts for: they are kept by class, and the classes are to weigh as they come in all rows.
struct HeldOutLabels {
    /// By its place in the classes; −1: none of them.
    let places: [Int]
    /// In the mean 1; 0 for a row of no class.
    let weights: [Double]

    /// - Parameters:
    ///   - learned: How many rows of a class there are in all, by its place; nil: as many as here.
    init(_ indices: [Int32], names: [String], classes: [String], learned: [Double]?) {
        let known = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        let ofNames = names.map { known[$0] ?? -1 }
        places = indices.map { ofNames[Int($0)] }
        var held = [Double](repeating: 0, count: classes.count)
        for place in places where place >= 0 { held[place] += 1 }
        let learned = learned ?? held
        let share = Double(indices.count) / max(1, learned.reduce(0, +))
        weights = places.map { $0 < 0 ? 0 : max(0, learned[$0]) * share / held[$0] }
    }
}
