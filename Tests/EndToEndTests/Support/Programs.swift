import FoundationEssentials
import Glibc

/// Where the built programs lie: in the folder (or beside the program) that `LEARND_BIN` names, else beside the tests.
enum Programs {
    static let learnd = path(of: "learnd")
    static let learnctl = path(of: "learnctl")

    private static func path(of program: String) -> String {
        let given = getenv("LEARND_BIN").map { String(cString: $0) } ?? ""
        let running = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let folders = [given, folder(of: given), folder(of: running), ".build/release"].filter { !$0.isEmpty }
        return folders.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 } ?? "\(folders[0])/\(program)"
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }
}
