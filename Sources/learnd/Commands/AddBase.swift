import ArgumentParser
import Bases
import Domain
import Hashing
import TextEncoding

/// `learnd add-base SOURCE`: checks a pretrained encoder and keeps it, and prints its digest. Started by the daemon.
struct AddBase: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Add a pretrained base (started by the daemon).", shouldDisplay: false)

    @Argument(help: "A Hugging Face folder, or a zip or wheel with one in it.")
    var source: String

    @Option(help: "The folder of pretrained bases.")
    var bases: String

    @Option(help: "The base's name.")
    var name: String?

    @OptionGroup var limits: ChildLimits

    func run() throws {
        limits.apply()
        try Child.run {
            let added = try BaseStore(bases).add(source, name: name) { files, vocabulary throws(Refusal) in
                let tokenizer = try Tokenizer(files: files).within(vocabulary)
                return tokenizer.encoded()
            }
            let line = try CanonicalJSON.encode(AddedLine(digest: added.description.digest, isNew: added.isNew))
            StandardStream.write(line + [UInt8(ascii: "\n")], to: 1)
        }
    }
}

/// What the daemon reads.
private struct AddedLine: Encodable {
    var digest: Digest
    var isNew: Bool
}
