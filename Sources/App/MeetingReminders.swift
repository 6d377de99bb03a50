import ServiceLifecycle

/// Reminds of meetings: more often than the hourly run, which would come too late for what begins in an hour.
struct MeetingReminders: Service, CustomStringConvertible {
    /// What the log calls it: never what it holds.
    let description = "meeting reminders"

    let services: Services

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: .seconds(300))) != nil {
                do {
                    try await services.store.alone("meeting reminders") {
                        try await services.mentorships.remindOfMeetings()
                        try await services.mentorships.remindOfOfficeHours()
                        try await services.groups.remindOfEvents()
                    }
                } catch {
                    services.logger.failure("meeting reminders failed", error)
                }
            }
        }
    }
}
