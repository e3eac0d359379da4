import CAllocations
import NeuralNetworks
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

    @Test("a step of training allocates nothing", arguments: GoldenTests.names)
    func step(name: String) throws {
        let training = TrainingNetwork(try GoldenFile(name))
        let before = learnd_allocations()
        for step in 1...100 {
            _ = training.gradients()
            training.update(step: step)
        }
        #expect(learnd_allocations() == before)
    }

    @Test("a prediction allocates nothing", arguments: shapes)
    func prediction(shape: MLPShape) {
        let parameters = randomParameters(shape, seed: 1)
        let inputs = normals(64 * shape.inputs, seed: 2)
        let scratch = FloatBuffer(count: 2 * 64 * shape.widest)
        let outputs = FloatBuffer(count: 64 * shape.outputs)
        let before = learnd_allocations()
        for rows in 1...64 {
            MLPForward.run(shape, parameters: parameters, inputs: inputs, rows: rows, scratch: scratch.start, into: outputs.start)
        }
        #expect(learnd_allocations() == before)
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
