/// One key as one source wrote it.
struct Setting: Sendable {
    var scope: Scope
    /// The key's name in its scope: `training.epochs`.
    var name: String
    var value: Written
    /// Where it was written: `/etc/learnd/learnd.yaml:12`, `LEARND_SERVER_ROWS`, `--set`.
    var place: String
    /// The folder that relative paths start from.
    var base: String

    /// As the file spells it from its root: `models.digits.training.epochs`.
    var key: String { scope.prefix + name }
}
