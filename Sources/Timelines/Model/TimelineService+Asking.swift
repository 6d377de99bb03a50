import Core
import Storage
import Visas

/// What others are told of timelines, inside the transaction in which it happens.
package enum TimelineNews: Sendable {
    /// The member is asked whether they wait for each of these.
    case due([WaitingQuestion], MemberID)
    /// The member is asked whether an unusual length is right, of a pathway by its name.
    case doubted(TimelineID, MemberID, pathway: String)
    /// The member has answered, or there is nothing to wait for any more.
    case settled(TimelineID)
}

/// That a member should say whether they still wait.
package struct WaitingQuestion: Sendable, Equatable {
    package let timeline: TimelineID
    /// The pathway as its authority calls it.
    package let pathway: String
    package let submittedOn: CivilDay
}

extension TimelineService {
    /// Asks members who wait whether they still do, some hundreds at a time: the hourly run. Each is asked once of each
    /// day on which the question is due, however often and late the run comes.
    package func askWaiting() async throws {
        let limit = 200
        var count = limit
        while count == limit {
            // Most hours there is nobody to ask: that must not cost a write.
            let day = today
            if try await store.read({ try TimelineRepository.toAsk(on: day, limit: 1, in: $0) }).isEmpty { return }
            count = try await store.write { try ask(on: day, limit: limit, in: $0) }
        }
    }

    private func ask(on day: CivilDay, limit: Int, in transaction: any WriteTransaction) throws -> Int {
        let found = try TimelineRepository.toAsk(on: day, limit: limit, in: transaction)
        try TimelineRepository.setNextQuestions(
            found.compactMap { _, timeline in
                timeline.submittedOn.map { (timeline.id, Timeline.nextQuestion(filed: $0, after: day)) }
            }, in: transaction)
        let due = found.filter { $0.timeline.isDue(on: day) }
        let pathways = try VisaService.rows(Set(due.map(\.timeline.pathwayID)), in: transaction)
        for (member, own) in Dictionary(grouping: due, by: \.member).sorted(by: { $0.key < $1.key }) {
            try listener(.due(own.compactMap { WaitingQuestion($0.timeline, pathways) }, member), transaction)
        }
        return found.count
    }

    /// Takes a question back that asks for nothing any more.
    func settle(_ timeline: Timeline, in transaction: any WriteTransaction) throws {
        if !timeline.isOpen || timeline.submittedOn == nil { try listener(.settled(timeline.id), transaction) }
    }
}

extension WaitingQuestion {
    fileprivate init?(_ timeline: Timeline, _ pathways: [PathwayID: PathwayRow]) {
        guard let submittedOn = timeline.submittedOn else { return nil }
        self.init(
            timeline: timeline.id, pathway: pathways[timeline.pathwayID]?.name ?? timeline.pathwayID,
            submittedOn: submittedOn)
    }
}
