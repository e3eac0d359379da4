/// New rows alone: what forgetting looks like.
struct FineTuning: GradientMethod {
    var replays: Bool { false }
}
