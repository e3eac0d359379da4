import Glibc

/// What libFuzzer's driver in C calls, on its one thread.
nonisolated(unsafe) private var running: FuzzTarget.Run?

/// Chooses the target that LEARND_FUZZ_TARGET names; without it lists them with their inputs' most bytes, and ends.
@_cdecl("fuzz_begin")
func fuzzBegin() {
    guard let name = getenv("LEARND_FUZZ_TARGET") else {
        for target in FuzzTarget.all { print(target.name, target.mostBytes) }
        exit(0)
    }
    guard let target = FuzzTarget.all.first(where: { $0.name == String(cString: name) }) else {
        say("no target is named '\(String(cString: name))'")
        exit(64)
    }
    running = target.make()
}

@_cdecl("fuzz_one")
func fuzzOne(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    do {
        try running?(UnsafeRawBufferPointer(start: bytes, count: count))
    } catch {
        say("finding: \(error)")
        abort()
    }
    return 0
}

private func say(_ text: String) {
    let line = Array("fuzz: \(text)\n".utf8)
    _ = write(2, line, line.count)
}
