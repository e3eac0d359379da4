import ServiceLifecycle

/// A service under its type's name. The group logs its services, and by reflection that would be all that they hold: settings, paths, the
/// environment's variables.
struct NamedService<Wrapped: Service>: Service, CustomStringConvertible {
    let service: Wrapped

    init(_ service: Wrapped) { self.service = service }

    var description: String { "\(Wrapped.self)" }

    func run() async throws { try await service.run() }
}
