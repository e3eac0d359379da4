import Domain
import Glibc

/// Something about a folder for which it cannot be packed, whoever tries and whenever: for its owner to mend.
package struct FolderFault: Error, Hashable {
    package var refusal: Refusal

    package init(_ refusal: Refusal) { self.refusal = refusal }

    /// With errno's words; a `Refusal` instead where the fault may be the machine's.
    static func make(_ what: String, _ path: RawPath, errno code: Int32 = errno) -> any Error {
        switch code {
        case EACCES, EPERM:
            FolderFault(
                Refusal(
                    .forbidden,
                    what: "\(what): \(String(cString: strerror(code)))",
                    at: path.description,
                    fix: "make everything in it readable for the daemon's user or group (chmod -R g+rX)"
                )
            )
        default: FileWork.failure(what, path, errno: code)
        }
    }
}
