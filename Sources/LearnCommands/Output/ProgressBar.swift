/// `learning  [#########...........]  45 %  step 900 of 2000`
public enum ProgressBar {
    /// - Parameters:
    ///   - share: 0…1; outside, or not a number, it is brought inside.
    ///   - notes: What may stand behind the bar, best first: the first that leaves room for a bar does, or none.
    ///   - width: Columns for the whole line; the bar takes what the words leave, at least five.
    public static func line(_ label: String, share: Double, notes: [String], width: Int) -> String {
        let share = share.isNaN ? 0 : min(max(share, 0), 1)
        let percent = String(Int(share * 100)).padded(to: 3, alignment: .trailing) + " %"
        let room = width - 1 - 5 - label.columns - percent.columns - 8
        let note = notes.first { $0.columns <= room } ?? ""
        let words = label.columns + percent.columns + note.columns + (note.isEmpty ? 6 : 8)
        let cells = min(max(width - 1 - words, 5), 40)
        let full = Int(share * Double(cells))
        let bar = String(repeating: "#", count: full) + String(repeating: ".", count: cells - full)
        return label + "  [" + bar + "]  " + percent + (note.isEmpty ? "" : "  " + note)
    }
}
