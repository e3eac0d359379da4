import Registry

/// `LearnAPI` has an initiator too, and `Registry.Initiator` would be looked for in the class of that name.
typealias RecordedInitiator = Initiator
