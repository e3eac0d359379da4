import Domain
import Rows

/// What a first file's labels are.
struct LabelVerdict: Hashable {
    var task: ModelSpecification.Task
    /// Of classes.
    var classNames: Schema.ClassNames?
    /// The labels were collected as something else: the file has to be read again.
    var needsReading = false
    /// How many values numbers have; nil: more than classes may have.
    var values: Int?
    /// They are whole numbers.
    var isWhole = false
}
