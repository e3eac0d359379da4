import CAllocations
import Tensors
import Testing

@Suite("Allocations", .enabled(if: learnd_counts_allocations(), "a sanitizer has replaced the allocating functions"))
struct AllocationTests {
    @Test("the counter counts")
    func counter() {
        let before = learnd_allocations()
        let buffer = FloatBuffer(count: 10)
        #expect(learnd_allocations() > before)
        #expect(buffer.count == 10)
    }

    @Test("random numbers allocate nothing")
    func random() {
        let numbers = FloatBuffer(count: 1001)
        var random = RandomSource(seed: 1)
        let before = learnd_allocations()
        for count in 0...1001 { random.fillNormal(numbers.start, count: count, deviation: 1) }
        #expect(learnd_allocations() == before)
    }
}
