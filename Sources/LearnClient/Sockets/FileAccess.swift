import Glibc

/// What a person may do who may not open a file of the daemon's.
public enum FileAccess {
    /// `ask to be added to the group 'learnd-admin' (…)`, or, where the file belongs to one user alone, to be that user.
    ///
    /// - Parameter installedGroup: The group that such a file has where learnd is installed, for one that cannot even be looked at.
    public static func remedy(for path: String, installedGroup: String) -> String {
        var status = stat()
        guard stat(path, &status) == 0 else { return joining(installedGroup) }
        let owner = getpwuid(status.st_uid)
        // A user's own group has no other members to join.
        if let owner, owner.pointee.pw_gid == status.st_gid {
            return "run this as the user '\(String(cString: owner.pointee.pw_name))', to whom it belongs"
        }
        guard let group = getgrgid(status.st_gid) else { return "ask to be added to its group, whose number is \(status.st_gid)" }
        return joining(String(cString: group.pointee.gr_name))
    }

    private static func joining(_ group: String) -> String {
        "ask to be added to the group '\(group)' (usermod -aG \(group) USER, then log in again)"
    }
}
