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
        try take(\.replayShare, .replayShare)
        try take(\.optimizer, .optimizer)
        try take(\.learningRate, .learningRate)
        try take(\.laterRateShare, .laterRateShare)
        try take(\.schedule, .schedule)
        if let warmUp = try decoder.container(keyedBy: EarlierKeys.self).decodeIfPresent(Double.self, forKey: .warmUp) {
            schedule.warmUp = warmUp
        }
        try take(\.weightDecay, .weightDecay)
        try take(\.labelSmoothing, .labelSmoothing)
        try take(\.balanceClasses, .balanceClasses)
        try take(\.huberDelta, .huberDelta)
        try take(\.inputNoise, .inputNoise)
        try take(\.augmentation, .augmentation)
        try take(\.distillation, .distillation)
        try take(\.averageDecay, .averageDecay)
        try take(\.clipNorm, .clipNorm)
        try take(\.freeze, .freeze)
        try take(\.rates, .rates)
        try take(\.precision, .precision)
    }

    /// Where an earlier release had a key.
    private enum EarlierKeys: String, CodingKey {
        case warmUp = "warm_up"
    }
}
