import Domain
import RowSamples
import Testing

@Suite("A file without column names")
struct MissingNamesTests {
    @Test(
        "of texts is read with a warning that shows what became the names",
        arguments: [
            ("red0,item 0,a\nblue1,item 1,b\nred2,item 2,a\n", "'red0', 'item 0', 'a'", "'a' is also a value of its column"),
            ("1,red,a\n2,blue,b\n3,red,a\n", "'1', 'red', 'a'", "'a' is also a value of its column"),
            (
                "2024-03-01,red,p\n2024-03-02,blue,q\n2024-03-03,red,q\n2024-03-04,red,q\n", "'2024-03-01', 'red', 'p'",
                "'2024-03-01' is like the values of its column ('2024-03-02')"
            ),
            (
                "bob,item 1,u\ntom,item 2,v\nann,item 3,w\njim,item 4,v\n", "'bob', 'item 1', 'u'",
                "'item 1' is like the values of its column ('item 2')"
            ),
            ("a,b,c,d,e\nu,v,w,x,e\n", "'a', 'b', 'c', …", "'e' is also a value of its column"),
        ]
    )
    func warned(text: String, names: String, reason: String) throws {
        let result = try SampleFile(text).read()
        #expect(
            result.formWarnings == [
                "the first line is used as the column names (\(names)), but \(reason); if it is a row of data, add a line of column names above it"
            ]
        )
    }

    @Test("with two fields alike is refused with the question")
    func repeated() {
        let refusal = #expect(throws: Refusal.self) { try SampleFile("red,red,a\nred,blue,b\nblue,red,a\n").read() }
        #expect(refusal?.what == "two columns are named 'red', and rows hold it as a value: does the file have no line of column names?")
        #expect(refusal?.fix == "put a line of column names above the first row")
        let names = #expect(throws: Refusal.self) { try SampleFile("red,red,a\nx,y,b\n").read() }
        #expect(names?.what == "two columns are named 'red'")
    }

    @Test("is not suspected behind a word over numbers, or a name that labels have")
    func clear() throws {
        #expect(try SampleFile("a,b,p\n1,x,p\n2,y,q\n3,z,p\n").read().formWarnings.isEmpty)
        #expect(try SampleFile("a,y\nu,y\nv,n\nw,y\n").read().formWarnings.isEmpty)
        #expect(try SampleFile("a,on\nx,true\ny,false\n").read().formWarnings.isEmpty)
    }
}
