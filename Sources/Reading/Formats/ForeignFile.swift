import Domain

/// Files of other programs, told by their first bytes or their names' endings: they are not read, but what turns them into tables is known.
struct ForeignFile {
    /// `an Excel workbook`.
    private let what: String
    private let cure: Cure
    /// In any case, `.xlsx`.
    private var endings: [String] = []
    /// The first bytes, any of these; empty: told otherwise.
    private var beginnings: [[UInt8]] = []

    private enum Cure {
        /// A pandas expression that reads the file FILE.
        case pandas(String)
        case words(String)
    }

    /// By its first bytes, a few hundred of them; nil: none that is known.
    init?(head: [UInt8]) {
        if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            self = Self.zip(head)
        } else if head.count >= 262, head[257..<262].elementsEqual("ustar".utf8) {
            self.init(what: "a tar archive", cure: .words("let its name end in .tar if it holds images, else drop its tables one by one"))
        } else if let known = Self.known.first(where: { $0.beginnings.contains(where: head.starts) }) {
            self = known
        } else if let known = Self.markup(head) {
            self = known
        } else {
            return nil
        }
    }

    /// By its name, in small letters.
    init?(name: String) {
        guard let known = Self.known.first(where: { $0.endings.contains(where: name.hasSuffix) }) else { return nil }
        self = known
    }

    private init(what: String, cure: Cure, endings: [String] = [], beginnings: [[UInt8]] = []) {
        self.what = what
        self.cure = cure
        self.endings = endings
        self.beginnings = beginnings
    }

    func refusal(of name: String) -> Refusal {
        let stem = name.split(separator: "/").last.map { $0.split(separator: ".").first.map(String.init) ?? "table" } ?? "table"
        let table = name.hasSuffix("\(stem).csv") ? "\(stem)-table.csv" : "\(stem).csv"
        let fix =
            switch cure {
            case .pandas(let expression):
                "save it as CSV, e.g. python3 -c \"import pandas; \(expression.replacing("FILE", with: "'\(name)'")).to_csv('\(table)', index=False)\""
            case .words(let words): words
            }
        return Refusal(.invalid, what: "the file is \(what)", at: name, fix: fix)
    }

    private static func zip(_ head: [UInt8]) -> ForeignFile {
        let text = String(decoding: head.dropFirst(30).prefix(200), as: UTF8.self)
        if text.hasPrefix("mimetype"), text.contains("opendocument.spreadsheet") { return openDocument }
        if ["[Content_Types].xml", "_rels/", "xl/", "docProps/"].contains(where: text.hasPrefix) { return workbook }
        return ForeignFile(
            what: "a zip archive or a spreadsheet",
            cure: .words("unzip it and drop the tables in it; save a spreadsheet as CSV")
        )
    }

    private static func markup(_ head: [UInt8]) -> ForeignFile? {
        let text = String(decoding: head.prefix(200), as: UTF8.self).drop { $0.isWhitespace || $0 == "\u{FEFF}" }.lowercased()
        if text.hasPrefix("<!doctype html") || text.hasPrefix("<html") {
            return ForeignFile(
                what: "a web page (HTML), not a table",
                cure: .words("download the table itself; a page often comes where a site asks to log in")
            )
        }
        if text.hasPrefix("<?xml") {
            return ForeignFile(what: "XML", cure: .pandas("pandas.read_xml(FILE)"))
        }
        return nil
    }

    private static let workbook = ForeignFile(
        what: "an Excel workbook",
        cure: .pandas("pandas.read_excel(FILE)"),
        endings: [".xlsx", ".xlsm", ".xlsb", ".xls"],
        beginnings: [[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]]
    )
    private static let openDocument = ForeignFile(
        what: "an OpenDocument spreadsheet",
        cure: .pandas("pandas.read_excel(FILE, engine='odf')"),
        endings: [".ods"]
    )

    private static let known: [ForeignFile] = [
        workbook, openDocument,
        ForeignFile(
            what: "a Parquet file",
            cure: .pandas("pandas.read_parquet(FILE)"),
            endings: [".parquet", ".pq"],
            beginnings: [Array("PAR1\u{15}".utf8)]
        ),
        ForeignFile(
            what: "a Feather (Arrow) file",
            cure: .pandas("pandas.read_feather(FILE)"),
            endings: [".feather", ".arrow"],
            beginnings: [Array("ARROW1\0".utf8), Array("FEA1\0".utf8)]
        ),
        ForeignFile(what: "an ORC file", cure: .pandas("pandas.read_orc(FILE)"), endings: [".orc"], beginnings: [Array("ORC\u{8}".utf8)]),
        ForeignFile(
            what: "an Avro file",
            cure: .words("save it as CSV, e.g. with avro-tools tojson and the ending .jsonl"),
            endings: [".avro"],
            beginnings: [Array("Obj\u{1}".utf8)]
        ),
        ForeignFile(
            what: "a Python pickle",
            cure: .pandas("pandas.read_pickle(FILE)"),
            endings: [".pkl", ".pickle"],
            beginnings: (2...5).map { [0x80, $0] }
        ),
        ForeignFile(
            what: "a SAS table",
            cure: .pandas("pandas.read_sas(FILE)"),
            endings: [".sas7bdat", ".xpt"],
            beginnings: [[UInt8](repeating: 0, count: 12) + [0xC2, 0xEA, 0x81, 0x60], Array("HEADER RECORD***".utf8)]
        ),
        ForeignFile(
            what: "an SPSS table",
            cure: .pandas("pandas.read_spss(FILE)"),
            endings: [".sav", ".zsav"],
            beginnings: [Array("$FL2@(#)".utf8), Array("$FL3@(#)".utf8)]
        ),
        ForeignFile(
            what: "a Stata table",
            cure: .pandas("pandas.read_stata(FILE)"),
            endings: [".dta"],
            beginnings: [Array("<stata_dta>".utf8)]
        ),
        ForeignFile(
            what: "R's saved data",
            cure: .words("save it as CSV in R: write.csv(readRDS(\"FILE\"), \"table.csv\", row.names = FALSE)"),
            endings: [".rds", ".rda", ".rdata"],
            beginnings: ["RDX2\n", "RDX3\n", "RDA2\n", "RDA3\n", "X\n\0\0\0\u{2}", "X\n\0\0\0\u{3}"].map { Array($0.utf8) }
        ),
        ForeignFile(
            what: "an ARFF file (Weka)",
            cure: .words("save it as CSV, e.g. in Weka, or put the attributes' names as one line in place of everything up to @data"),
            endings: [".arff"]
        ),
        ForeignFile(
            what: "an HDF5 file",
            cure: .pandas("pandas.read_hdf(FILE)"),
            endings: [".h5", ".hdf5"],
            beginnings: [[0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]]
        ),
        ForeignFile(
            what: "an SQLite database",
            cure: .words("save a table of it as CSV: sqlite3 -header -csv FILE 'SELECT * FROM …' > table.csv"),
            endings: [".sqlite", ".db"],
            beginnings: [Array("SQLite format 3\0".utf8)]
        ),
        ForeignFile(
            what: "a single NumPy array",
            cure: .words("put images and labels into one file: numpy.savez('images.npz', x=images, y=labels)"),
            endings: [".npy"],
            beginnings: [[0x93] + Array("NUMPY".utf8)]
        ),
        ForeignFile(
            what: "a MATLAB file",
            cure: .words("save its table as CSV in MATLAB: writetable(T, 'table.csv')"),
            endings: [".mat"],
            beginnings: [Array("MATLAB 5.0 MAT-file".utf8)]
        ),
        ForeignFile(
            what: "a PDF document",
            cure: .words("save its table as CSV, in the program that made it"),
            endings: [".pdf"],
            beginnings: [Array("%PDF-".utf8)]
        ),
        ForeignFile(
            what: "an image",
            cure: .words("put the images into a folder with one subfolder per label, and drop that folder"),
            endings: [".png", ".jpg", ".jpeg"],
            beginnings: [[0x89, 0x50, 0x4E, 0x47], [0xFF, 0xD8, 0xFF], Array("GIF87a".utf8), Array("GIF89a".utf8)]
        ),
        ForeignFile(
            what: "compressed with xz",
            cure: .words("decompress it (xz -d), or compress it with zstd or gzip"),
            endings: [".xz"],
            beginnings: [[0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]]
        ),
        ForeignFile(
            what: "compressed with bzip2",
            cure: .words("decompress it (bzip2 -d), or compress it with zstd or gzip"),
            endings: [".bz2"],
            beginnings: (1...9).map { Array("BZh\($0)1AY".utf8) }
        ),
        ForeignFile(
            what: "a zip archive",
            cure: .words("unzip it and drop the tables in it"),
            endings: [".zip"]
        ),
        ForeignFile(
            what: "a 7-Zip archive",
            cure: .words("unpack it and drop the tables in it"),
            endings: [".7z"],
            beginnings: [[0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]]
        ),
    ]

    /// Weka's format, which is text and so told by its first words.
    static func arff(_ name: String) -> Refusal { ForeignFile(name: ".arff")!.refusal(of: name) }
}
