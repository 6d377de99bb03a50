import Core

/// What the events of a timeline come to.
struct TimelineSummary: Equatable {
    var submittedOn: CivilDay?
    var endedOn: CivilDay?
    var ending: Timeline.Ending?

    /// Pairs of which the first never comes after the second.
    private static let order: [(TimelineEvent.Kind, TimelineEvent.Kind)] =
        TimelineEvent.Kind.allCases.compactMap { later in
            let needsNoFiling: Set<TimelineEvent.Kind> = [
                .documentsReady, .appointmentBooked, .submitted, .hecAttestation, .protector, .medical, .biometrics,
                .departed, .arrived, .aimaAppointment,
            ]
            return needsNoFiling.contains(later) ? nil : (.submitted, later)
        }
        + [.decisionApproved, .decisionRefused].flatMap { decision in
            [
                (.acknowledged, decision), (.additionalDocumentsRequested, decision), (decision, .passportReturned),
                (decision, .visaIssued),
            ]
        } + [(.departed, .arrived)]

    /// - Throws: `invalid` naming `date` when the days contradict one another, `type` when something happened twice
    ///   that happens once.
    init(_ events: [TimelineEvent]) throws {
        let submissions = events.filter { $0.kind == .submitted }
        let endings = events.filter { $0.kind.ending != nil }
        guard submissions.count < 2, endings.count < 2 else { throw Problem.invalid("type", "happens_once") }
        let byKind = Dictionary(grouping: events, by: \.kind)
        for (earlier, later) in Self.order {
            let isWrong = (byKind[earlier] ?? []).contains { first in
                (byKind[later] ?? []).contains { $0.span.upperBound < first.span.lowerBound }
            }
            if isWrong { throw Problem.invalid("date", "events_out_of_order") }
        }
        submittedOn = submissions.first?.countedDay
        ending = endings.first?.kind.ending
        // Of two things in one month the second was not before the first.
        endedOn = endings.first.map { max($0.countedDay, submittedOn ?? $0.countedDay) }
    }
}
