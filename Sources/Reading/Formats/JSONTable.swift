/// A document's table of lists.
struct JSONTable {
    let document: JSONDocument
    let columns: [String]
    var form: Form

    enum Form {
        /// One list or object a column: where the first value of each stands.
        case columns(places: [Int], areKeyed: Bool)
        /// One list a row: where the first stands; in a sequence no list is around them.
        case rows(place: Int, isSequence: Bool)
    }
}
