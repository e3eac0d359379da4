import Domain

extension InboxPlacement {
    /// Copies all or none. What can be seen without copying is looked at first, in all of them.
    package func stage(all sources: [DropSource]) throws(Refusal) -> [(path: String, copy: Staged)] {
        for source in sources {
            _ = try FileName(ofPath: source.inboxName)
            try source.check()
        }
        var staged: [(path: String, copy: Staged)] = []
        for source in sources {
            do {
                staged.append((source.path, try stage(source)))
            } catch {
                for file in staged { discard(file.copy) }
                throw error
            }
        }
        return staged
    }

    /// Gives the copies their names, in their order. Where one cannot have its name, those after it are taken away.
    func commit(all staged: [(path: String, copy: Staged)]) throws(Refusal) -> [DroppedFile] {
        var files: [DroppedFile] = []
        for (index, file) in staged.enumerated() {
            do {
                files.append(DroppedFile(path: file.path, inboxPath: try commit(file.copy), digest: file.copy.digest))
            } catch {
                for rest in staged[index...] { discard(rest.copy) }
                throw error
            }
        }
        return files
    }
}
