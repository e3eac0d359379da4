import Files
import Reading
import Testing

@Suite("Endings of names")
struct EndingTests {
    @Test("the inbox and learnctl go by the endings that can be read")
    func known() {
        #expect(KnownEndings.all == ExampleReader.endings.sorted())
    }
}
