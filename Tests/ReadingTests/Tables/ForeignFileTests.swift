import Domain
import Testing

@Suite("Files of other programs")
struct ForeignFileTests {
    private static func zip(_ name: String) -> [UInt8] { [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 26) + Array(name.utf8) }

    @Test(
        "are told by their first bytes, whatever their name says, with the way to a table",
        arguments: [
            (zip("[Content_Types].xml"), "an Excel workbook", "pandas.read_excel('a.csv').to_csv('a-table.csv', index=False)"),
            (zip("mimetypeapplication/vnd.oasis.opendocument.spreadsheet"), "an OpenDocument spreadsheet", "engine='odf'"),
            (zip("data/a.csv"), "a zip archive or a spreadsheet", "unzip it"),
            ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an Excel workbook", "pandas.read_excel"),
            (Array("PAR1\u{15}".utf8), "a Parquet file", "pandas.read_parquet"),
            (Array("ARROW1\0\0".utf8), "a Feather (Arrow) file", "pandas.read_feather"),
            ([0x80, 4, 0x95], "a Python pickle", "pandas.read_pickle"),
            ([UInt8](repeating: 0, count: 12) + [0xC2, 0xEA, 0x81, 0x60], "a SAS table", "pandas.read_sas"),
            (Array("RDX3\n".utf8), "R's saved data", "write.csv"), (Array("SQLite format 3\0".utf8), "an SQLite database", "sqlite3"),
            ([0x93] + Array("NUMPY".utf8), "a single NumPy array", "numpy.savez"),
            ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], "an HDF5 file", "pandas.read_hdf"),
            (Array("%PDF-1.7".utf8), "a PDF document", "save its table as CSV"),
            ([0xFF, 0xD8, 0xFF, 0xE0], "an image", "one subfolder per label"),
            (Array("\n<!DOCTYPE html>".utf8), "a web page (HTML), not a table", "download the table itself"),
            (Array("<?xml version".utf8), "XML", "pandas.read_xml"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "compressed with xz", "xz -d"),
            ([UInt8](repeating: 0x61, count: 257) + Array("ustar".utf8), "a tar archive", ".tar"),
        ] as [([UInt8], String, String)]
    )
    func byBytes(bytes: [UInt8], what: String, fix: String) {
        for name in ["a.csv", "a.csv.gz"] {
            let refusal = #expect(throws: Refusal.self) {
                try SampleFile(name == "a.csv" ? bytes : Packing.gzip(bytes)).read(as: name)
            }
            #expect(refusal?.what == "the file is \(what)")
            #expect(name == "a.csv.gz" || refusal?.fix?.contains(fix) == true, "\(String(describing: refusal))")
        }
        #expect(throws: Refusal.self) { try SampleFile(bytes).read(as: "a.json") }
    }

    @Test(
        "are told by their names",
        arguments: [
            ("a.xlsx", "an Excel workbook"), ("B.XLS", "an Excel workbook"), ("a.ods", "an OpenDocument spreadsheet"),
            ("a.parquet", "a Parquet file"), ("a.feather", "a Feather (Arrow) file"), ("a.pkl", "a Python pickle"),
            ("a.sas7bdat", "a SAS table"), ("a.rds", "R's saved data"), ("a.arff", "an ARFF file (Weka)"),
            ("a.csv.bz2", "compressed with bzip2"),
        ]
    )
    func byName(name: String, what: String) {
        let refusal = #expect(throws: Refusal.self) { try SampleFile("a,label\n1,p\n").read(as: name) }
        #expect(refusal?.what == "the file is \(what)")
        #expect(refusal?.fix != nil)
    }

    @Test(
        "are not seen in tables whose names begin alike",
        arguments: ["PAR1,PAR2,label", "FEA1,FEA2,label", "MATLAB score,b,label", "%PDF,b,label"]
    )
    func names(header: String) throws {
        #expect(try SampleFile(header + "\n1,2,p\n3,4,q\n").read().table.schema.columns.count == 2)
    }
}
