/// What encoding works in, kept from text to text so that nothing is allocated: one for each thread that encodes, for any tokenizers.
public final class TokenizerScratch {
    /// The text, well-formed.
    let text = ByteBuffer()
    /// A piece of it, as the model takes it.
    let piece = ByteBuffer()
    /// Marks that wait to be put into order.
    let pending = PendingMarks()
    let merging = MergeScratch()

    /// Some kilobytes at first; grows to a few times the longest text.
    public init() {}
}
