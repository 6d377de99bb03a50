import Core
import Logging
import ServiceLifecycle

/// Takes away what has expired, and does what is due, every hour.
struct Maintenance: Service, CustomStringConvertible {
    /// What the log calls it: never what it holds.
    let description = "clean-up"

    let services: Services

    func run() async throws {
        var watch = ClockWatch(services.clock.now)
        // What was deleted just before the last run ended may stand in the files still, as may what a reader kept there.
        var mustEmptyLog = true
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            if watch.believes(services.clock.now) {
                mustEmptyLog = await !cleanUp(emptyingLog: mustEmptyLog)
            } else {
                services.logger.warning("the clock leapt ahead: clean-up waits until it has stood for a day")
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(3600)) }
        }
    }

    /// One round. Each step by itself: one that fails keeps no other from being done.
    /// - Returns: whether all were done.
    func cleanUp(emptyingLog: Bool) async -> Bool {
        var isDone = true
        let steps: [(name: String, run: () async throws -> Void)] = [
            ("sessions", services.sessions.removeExpired), ("sync", { try await services.sync.expire() }),
            ("deleted posts", services.forum.eraseDeleted), ("reads", services.forum.forgetOldReads),
            ("reminders of bookmarks", services.forum.remind), ("polls", services.forum.settlePolls),
            ("notices", services.notices.forgetOld), ("bounces", services.bounces.forgetOld),
            ("weekly letters", services.notices.sendDigests), ("jobs", services.jobs.expire),
            ("reminders", services.applications.remind), ("who waits", services.timelines.askWaiting),
            ("memberships of groups", services.groups.expire),
            ("opportunities", services.opportunities.expire), ("talent directory", services.talent.expire),
            ("mentors shown", services.mentoring.forgetShown), ("questions for mentors", services.offerQuestions),
            ("mentorships", services.mentorships.settleDue),
            ("invitations of mentors", services.mentorships.settleInvitations),
            ("mentors' waitlists", services.mentorships.offerSeats),
            ("mentoring rounds", services.rounds.moveOn),
            ("mentorship reminders", services.mentorships.remind),
            ("jobs of feeds", services.jobs.closeUnseen),
            ("job searches", services.jobs.alertSearches),
            ("accounts", { try await services.leaving.eraseDue(emptyingLog: emptyingLog) }),
            ("processing times", services.timelines.makeFigures), ("insight", services.insight.makeFigures),
            ("figures of mentoring", services.mentoring.makeFigures),
            ("suspensions", services.moderation.endSuspensions), ("trust", services.moderation.updateTrust),
            ("sentences of new accounts", services.moderation.forgetSentences),
            ("sentences of messages", services.messages.forgetSentences),
            ("pathways", services.visas.adoptDue),
        ]
        for step in steps {
            do {
                try await services.store.alone("clean-up of \(step.name)") { try await step.run() }
            } catch {
                services.logger.failure("clean-up failed", error, ["step": "\(step.name)"])
                isDone = false
            }
        }
        return isDone
    }
}
