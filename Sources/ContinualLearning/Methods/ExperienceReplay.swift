/// New rows and remembered ones in one step, with one loss over both; the newest weights serve. (ER: Chaudhry et al. 2019.)
struct ExperienceReplay: GradientMethod {
    var replays: Bool { true }
}
