/// An attempt that was asked to stop: what it had come to is in its checkpoint, if the disk took one.
public struct TrainingStopped: Error, Hashable, Sendable {
    /// Carries nothing: the checkpoint says how far it came.
    public init() {}
}
