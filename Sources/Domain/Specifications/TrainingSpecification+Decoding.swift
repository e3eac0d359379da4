/// Specifications are kept with every job and model for ever, so what an older learnd wrote must still read: a key that it did not know has its default.
extension TrainingSpecification {
    public init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        func take<Value: Decodable>(_ path: WritableKeyPath<Self, Value>, _ key: CodingKeys) throws {
            if let value = try keys.decodeIfPresent(Value.self, forKey: key) { self[keyPath: path] = value }
        }
        try take(\.strategy, .strategy)
        epochs = try keys.decodeIfPresent(Double.self, forKey: .epochs)
        try take(\.minSteps, .minSteps)
        maxSteps = try keys.decodeIfPresent(Int.self, forKey: .maxSteps)
        try take(\.batchSize, .batchSize)
        replayShare = try keys.decodeIfPresent(Double.self, forKey: .replayShare)
        try take(\.optimizer, .optimizer)
        try take(\.momentum, .momentum)
        try take(\.nesterov, .nesterov)
        try take(\.learningRate, .learningRate)
        try take(\.laterRateShare, .laterRateShare)
        try take(\.schedule, .schedule)
        try take(\.warmUp, .warmUp)
        try take(\.stepFactor, .stepFactor)
        try take(\.stepShare, .stepShare)
        try take(\.weightDecay, .weightDecay)
        try take(\.labelSmoothing, .labelSmoothing)
        try take(\.balanceClasses, .balanceClasses)
        try take(\.huberDelta, .huberDelta)
        try take(\.inputNoise, .inputNoise)
        try take(\.shift, .shift)
        try take(\.flip, .flip)
        try take(\.distillation, .distillation)
        try take(\.distillationTemperature, .distillationTemperature)
        try take(\.averageDecay, .averageDecay)
        try take(\.clipNorm, .clipNorm)
        try take(\.freeze, .freeze)
        try take(\.rates, .rates)
        try take(\.precision, .precision)
    }
}
