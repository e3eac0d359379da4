import Glibc

/// Floats that end where readable memory ends: a read or write beyond them ends the test program.
final class FencedFloats {
    let start: UnsafeMutablePointer<Float>
    private let memory: UnsafeMutableRawPointer
    private let bytes: Int

    init(_ elements: [Float]) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let used = (elements.count * 4 + page - 1) / page * page
        bytes = used + page
        memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        precondition(memory != MAP_FAILED && mprotect(memory + used, page, PROT_NONE) == 0, "no fenced memory")
        start = (memory + used - elements.count * 4).bindMemory(to: Float.self, capacity: elements.count)
        for (place, element) in elements.enumerated() { start[place] = element }
    }

    deinit {
        munmap(memory, bytes)
    }
}
