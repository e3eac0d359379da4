import Domain
import LearnAPI

/// A `RollbackRequest` of which anything may be left out: `{}` goes back one step.
struct RollbackWish: Decodable {
    var to: VersionNumber?
    var dryRun: Bool?
    var requeue: Bool?
    var reason: String?

    private enum CodingKeys: String, CodingKey {
        case to, requeue, reason
        case dryRun = "dry_run"
    }

    init() {}

    var request: RollbackRequest {
        RollbackRequest(to: to, dryRun: dryRun ?? false, requeue: requeue ?? false, reason: reason)
    }
}
