import ServiceLifecycle

/// Keeps all mentors in memory, as the change index tells of them.
struct MentorFollowing: Service, CustomStringConvertible {
    /// What the log calls it: never what it holds.
    let description = "mentors"

    let services: Services

    func run() async throws {
        let logger = services.logger
        await cancelWhenGracefulShutdown {
            await services.mentoring.follow { error in
                logger.failure("mentors not read", error)
            }
        }
    }
}
