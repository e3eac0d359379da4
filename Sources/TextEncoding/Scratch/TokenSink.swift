/// Takes a text's tokens, as many as there is room for, and counts the rest.
struct TokenSink {
    private(set) var ids: [Int32] = []
    private var room: Int
    private(set) var cut = 0

    /// - Parameter room: How many tokens are taken, not counting those around the text.
    init(room: Int) { self.room = max(0, room) }

    /// Takes the ids that are there already, and gives back its own.
    mutating func exchange(_ other: inout [Int32]) { swap(&ids, &other) }

    @inline(__always)
    mutating func add(_ id: Int32) {
        if room > 0 {
            room -= 1
            ids.append(id)
        } else {
            cut += 1
        }
    }

    /// One that stands around the text, whatever room there is.
    mutating func addAround(_ id: Int32) { ids.append(id) }

    /// Where the tokens stand, to come back to.
    var mark: (room: Int, cut: Int) { (room, cut) }

    /// Takes back what was added since.
    mutating func revert(to mark: (room: Int, cut: Int)) {
        ids.removeLast(mark.room - room)
        (room, cut) = mark
    }
}
