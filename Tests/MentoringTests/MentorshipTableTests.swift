import Core
import Mentoring
import Testing

@Suite("The table of mentorships: what is not in it is refused, whoever asks")
struct MentorshipTableTests {
    /// A second telling of mentoring.md, section 10: from, event, who, to.
    private static let told = """
        requested  ask-more   mentor        requested
        requested  answer     mentee        requested
        requested  accept     mentor        accepted
        requested  decline    mentor        declined
        requested  withdraw   mentee        cancelled
        requested  supersede  program       cancelled
        requested  close      program       cancelled
        requested  admit      program       requested
        requested  refuse     program       cancelled
        requested  lapse      clock         expired
        accepted   begin      program       active
        accepted   end        mentor,mentee cancelled
        accepted   close      program       cancelled
        accepted   lapse      clock         cancelled
        active     pause      mentor,mentee paused
        active     complete   mentor,mentee active
        active     extend     mentor,mentee active
        active     end        mentor,mentee cancelled
        active     close      program       cancelled
        active     lapse      clock         cancelled
        paused     resume     mentor,mentee active
        paused     release    mentor        paused
        paused     end        mentor,mentee cancelled
        paused     close      program       cancelled
        paused     lapse      clock         completed
        """

    private struct Line: Hashable { let from, event, actor: String }

    private static let lines: [Line: String] = Dictionary(
        uniqueKeysWithValues: told.split(separator: "\n").flatMap { line -> [(Line, String)] in
            let words = line.split(separator: " ").map(String.init)
            return words[2].split(separator: ",").map {
                (Line(from: words[0], event: words[1], actor: String($0)), words[3])
            }
        })

    static let start = Timestamp(milliseconds: 1_795_251_600_000)

    /// One that has come to a state, and a moment at which every step of the table may be taken that has no deadline of
    /// its own.
    static func course(in state: MentorshipState) throws -> (course: MentorshipCourse, now: Timestamp) {
        let asked = MentorshipCourse(requestedAt: start)
        let stopped = try asked.after(.askMore, by: .mentor, at: start)
        let accepted = try stopped.after(.accept, by: .mentor, at: start)
        let active = try accepted.after(.begin, by: .program, at: start)
        switch state {
        case .requested: return (stopped, start.advanced(by: .days(1)))
        case .accepted: return (accepted, start.advanced(by: .days(1)))
        case .active: return (active, start.advanced(by: .days(1)))
        case .paused:
            let until = CivilDay(start).adding(40)
            return (
                try active.after(.pause, by: .mentee, .init(resumeOn: until), at: start), start.advanced(by: .days(31))
            )
        case .completed:
            let half = try active.after(.complete, by: .mentor, at: start)
            return (try half.after(.complete, by: .mentee, at: start), start)
        case .declined: return (try asked.after(.decline, by: .mentor, .init(reason: .noTime), at: start), start)
        case .expired: return (asked.seen(at: start.advanced(by: .days(7))), start.advanced(by: .days(7)))
        case .cancelled: return (try asked.after(.withdraw, by: .mentee, at: start), start)
        }
    }

    /// What asks for more than its place in the table is asked for at a moment at which it may happen.
    private static func ready(
        _ course: MentorshipCourse, for event: MentorshipEvent, at now: Timestamp
    ) throws -> (course: MentorshipCourse, now: Timestamp) {
        if event == .askMore, course.state == .requested {
            return (MentorshipCourse(requestedAt: start), now)
        }
        if [.admit, .refuse].contains(event), course.state == .requested {
            return (MentorshipCourse(requestedAt: start).held(), now)
        }
        return (course, event == .lapse ? course.deadlineAt ?? now : now)
    }

    @Test func everyStepIsTakenByWhomTheTableNamesAndByNobodyElse() throws {
        var taken = 0
        for state in MentorshipState.allCases {
            for event in MentorshipEvent.allCases {
                for actor in MentorshipActor.allCases {
                    let present = try Self.course(in: state)
                    #expect(present.course.state == state)
                    let (course, now) = try Self.ready(present.course, for: event, at: present.now)
                    let details = MentorshipCourse.Details(
                        reason: .noTime, weeks: 20, resumeOn: CivilDay(now).adding(10))
                    let line = Line(from: state.rawValue, event: event.rawValue, actor: actor.rawValue)
                    let after = try? course.after(event, by: actor, details, at: now)
                    #expect(after?.state.rawValue == Self.lines[line], "\(line)")
                    if after != nil { taken += 1 }
                }
            }
        }
        #expect(taken == Self.lines.count && taken > 20)
    }

    @Test func aRefusalSaysWhetherItIsTheOthersOrNobodys() throws {
        func problem(_ event: MentorshipEvent, _ actor: MentorshipActor) -> Problem? {
            let course = MentorshipCourse(requestedAt: Self.start)
            do {
                _ = try course.after(event, by: actor, at: Self.start)
                return nil
            } catch { return error as? Problem }
        }
        #expect(problem(.accept, .mentee)?.code == "mentorship_other_side")
        #expect(problem(.withdraw, .mentor)?.kind == .forbidden)
        #expect(problem(.resume, .mentor)?.code == "mentorship_step")
        #expect(problem(.lapse, .clock)?.code == "mentorship_step")
        #expect(problem(.request, .mentee)?.kind == .conflict)
    }

    @Test func everyLineOfTheTableIsToldOnce() {
        let rules = MentorshipRule.table.flatMap { rule in
            rule.actors.map { Line(from: rule.from?.rawValue ?? "-", event: rule.event.rawValue, actor: $0.rawValue) }
        }
        #expect(Set(rules).count == rules.count)
        let request = Line(from: "-", event: "request", actor: "mentee")
        #expect(Set(rules) == Set(Self.lines.keys).union([request]))
    }

    // MARK: Time

    /// Whoever looks, and whenever: what comes after a deadline is as if somebody had looked at that very moment.
    @Test func aLateSweeperChangesNothing() throws {
        for state in [MentorshipState.requested, .accepted, .active, .paused] {
            let course = try Self.course(in: state).course
            let deadline = try #require(course.deadlineAt)
            let before = Timestamp(milliseconds: deadline.milliseconds - 1)
            #expect(course.seen(at: before) == course)
            let ended = course.seen(at: deadline)
            #expect(ended.state.isEnded && ended.endedAt == deadline && !ended.holdsSeat)
            #expect(course.seen(at: deadline.advanced(by: .days(300))) == ended)
            #expect(ended.seen(at: deadline.advanced(by: .days(300))) == ended)
            for event in MentorshipEvent.steps {
                for actor in MentorshipActor.allCases {
                    let late = try? course.after(
                        event, by: actor, .init(reason: .noTime, resumeOn: CivilDay(deadline).adding(3)), at: deadline)
                    #expect(late == nil, "\(state) \(event) \(actor)")
                }
            }
        }
    }

    @Test func aRequestExpiresAfterSevenDaysWithRemindersAtTwoAndFive() throws {
        let course = MentorshipCourse(requestedAt: Self.start)
        #expect(course.deadlineAt == Self.start.advanced(by: .days(7)))
        let first = try #require(course.nextReminder(after: Self.start))
        #expect(first == Self.start.advanced(by: .hours(48)))
        let second = try #require(course.nextReminder(after: first))
        #expect(second == Self.start.advanced(by: .days(5)))
        #expect(course.nextReminder(after: second) == nil)
        #expect(course.seen(at: Self.start.advanced(by: .days(7))).isMentorsExpiry)
    }

    @Test func askingForMoreStopsTheClockOnceForFiveDaysAtMost() throws {
        let course = MentorshipCourse(requestedAt: Self.start)
        let asked = try course.after(.askMore, by: .mentor, at: Self.start.advanced(by: .days(1)))
        #expect(asked.owes == .mentee && asked.deadlineAt == Self.start.advanced(by: .days(12)))
        #expect(throws: Problem(.conflict, "mentorship_asked_more")) {
            try asked.after(.askMore, by: .mentor, at: Self.start.advanced(by: .days(2)))
        }
        // Two days until the answer: two days more, not five.
        let answered = try asked.afterWords(of: .mentee, at: Self.start.advanced(by: .days(3)))
        #expect(answered.event == .answer && answered.course.owes == .mentor)
        #expect(answered.course.deadlineAt == Self.start.advanced(by: .days(9)))
        // After five days the clock goes on by itself.
        let late = try asked.afterWords(of: .mentee, at: Self.start.advanced(by: .days(8)))
        #expect(late.course.deadlineAt == Self.start.advanced(by: .days(12)))
        // Who was asked and said nothing let it expire.
        let expired = asked.seen(at: Self.start.advanced(by: .days(12)))
        #expect(expired.state == .expired && !expired.isMentorsExpiry)
    }

    @Test func itBeginsWithWordsOfBothAndEndsWithFourWeeksOfSilence() throws {
        let accepted = try Self.course(in: .accepted).course
        let day = { (n: Int64) in Self.start.advanced(by: .days(n)) }
        let once = try accepted.afterWords(of: .mentee, at: day(1))
        #expect(once.event == nil && once.course.state == .accepted && once.course.owes == .mentor)
        let again = try once.course.afterWords(of: .mentee, at: day(2))
        #expect(again.course.state == .accepted && again.course.deadlineAt == day(14))
        #expect(again.course.seen(at: day(14)).ending == .neverStarted)
        let begun = try again.course.afterWords(of: .mentor, at: day(3))
        #expect(begun.event == .begin && begun.course.state == .active && begun.course.owes == .mentee)
        #expect(begun.course.endsAt == day(3 + 12 * 7) && begun.course.deadlineAt == day(31))
        #expect(begun.course.nextReminder(after: day(3)) == day(10))
        let silent = begun.course.seen(at: day(31))
        #expect(silent.ending == .timedOut && silent.owes == .mentee && silent.state == .cancelled)
        var last = begun.course
        for n in stride(from: Int64(10), through: 80, by: 10) {
            last = try last.afterWords(of: n % 20 == 0 ? .mentor : .mentee, at: day(n)).course
        }
        #expect(last.deadlineAt == day(87) && last.seen(at: day(87)).ending == .term)
    }

    @Test func pausesAreSixtyDaysInAllAndMoveTheLastDay() throws {
        let active = try Self.course(in: .active).course
        let today = CivilDay(Self.start)
        for day in [nil, today, today.adding(61)] {
            #expect(throws: Problem.self) {
                try active.after(.pause, by: .mentor, .init(resumeOn: day), at: Self.start)
            }
        }
        let paused = try active.after(.pause, by: .mentor, .init(resumeOn: today.adding(30)), at: Self.start)
        #expect(paused.holdsSeat && paused.deadlineAt == Self.start.advanced(by: .days(60)))
        #expect(paused.nextReminder(after: Self.start) == today.adding(30).start)
        #expect(throws: Problem(.conflict, "mentorship_seat_kept")) {
            try paused.after(.release, by: .mentor, at: Self.start.advanced(by: .days(29)))
        }
        let released = try paused.after(.release, by: .mentor, at: Self.start.advanced(by: .days(30)))
        #expect(!released.holdsSeat && released.state == .paused)
        let later = Self.start.advanced(by: .days(40))
        let resumed = try released.after(.resume, by: .mentee, at: later)
        #expect(resumed.holdsSeat && resumed.endsAt == active.endsAt?.advanced(by: .days(40)))
        let again = try resumed.after(.pause, by: .mentee, .init(resumeOn: CivilDay(later).adding(20)), at: later)
        #expect(again.deadlineAt == later.advanced(by: .days(20)))
        #expect(again.seen(at: later.advanced(by: .days(20))).ending == .pausedOut)
    }

    @Test func itIsCompletedOnceBothSaySo() throws {
        let active = try Self.course(in: .active).course
        let half = try active.after(.complete, by: .mentee, at: Self.start)
        #expect(half.state == .active && half.finished == [.mentee] && half.holdsSeat)
        let same = try half.after(.complete, by: .mentee, at: Self.start)
        #expect(same.state == .active)
        let done = try half.after(.complete, by: .mentor, at: Self.start)
        #expect(done.state == .completed && done.ending == .finished && !done.holdsSeat && done.deadlineAt == nil)
    }

    @Test func aLongerTimeIsAgreedOnByBothSayingTheSame() throws {
        let active = try Self.course(in: .active).course
        for weeks in [nil, 3, 12, 25] {
            #expect(throws: Problem.self) {
                try active.after(.extend, by: .mentor, .init(weeks: weeks), at: Self.start)
            }
        }
        let asked = try active.after(.extend, by: .mentee, .init(weeks: 20), at: Self.start)
        #expect(asked.extending == MentorshipExtension(weeks: 20, by: .mentee))
        #expect(asked.weeks == 12 && asked.endsAt == active.endsAt)
        #expect(try asked.after(.extend, by: .mentee, .init(weeks: 20), at: Self.start) == asked)
        let other = try asked.after(.extend, by: .mentor, .init(weeks: 16), at: Self.start)
        #expect(other.extending == MentorshipExtension(weeks: 16, by: .mentor) && other.weeks == 12)
        let agreed = try other.after(.extend, by: .mentee, .init(weeks: 16), at: Self.start)
        #expect(agreed.weeks == 16 && agreed.extending == nil)
        #expect(agreed.endsAt == active.endsAt?.advanced(by: .days(28)))
        #expect(agreed.deadlineAt == Self.start.advanced(by: .days(28)))
        let most = try agreed.after(.extend, by: .mentor, .init(weeks: 24), at: Self.start)
            .after(.extend, by: .mentee, .init(weeks: 24), at: Self.start)
        #expect(most.endsAt == Self.start.advanced(by: .days(24 * 7)))
        #expect(throws: Problem(.conflict, "mentorship_longest", arguments: ["max": "24"])) {
            try most.after(.extend, by: .mentor, .init(weeks: 24), at: Self.start)
        }
        #expect(try asked.after(.end, by: .mentor, at: Self.start).extending == nil)
    }

    @Test func aMenteeIsLeftWhereItWasTheOthersToGoOn() throws {
        let (accepted, active) = (try Self.course(in: .accepted).course, try Self.course(in: .active).course)
        for course in [accepted, active] {
            #expect(try course.after(.end, by: .mentor, at: Self.start).isMenteeLeft)
            #expect(try course.after(.close, by: .program, at: Self.start).isMenteeLeft)
            #expect(try !course.after(.end, by: .mentee, at: Self.start).isMenteeLeft)
        }
        let asked = MentorshipCourse(requestedAt: Self.start)
        #expect(try !asked.after(.close, by: .program, at: Self.start).isMenteeLeft)
        let later = Self.start.advanced(by: .days(28))
        for side in MentorshipSide.allCases {
            let unanswered = try accepted.afterWords(of: side, at: Self.start).course
            #expect(unanswered.seen(at: later).isMenteeLeft == (side == .mentee))
            let silent = try active.afterWords(of: side, at: Self.start).course
            #expect(silent.seen(at: later).isMenteeLeft == (side == .mentee))
        }
    }

    @Test func wordsAreTakenWhereTheyAreRead() throws {
        for state in MentorshipState.allCases {
            let (course, now) = try Self.course(in: state)
            for side in MentorshipSide.allCases {
                let isTaken = (try? course.afterWords(of: side, at: now)) != nil
                let isLive = [.accepted, .active, .paused].contains(state)
                #expect(isTaken == (isLive || (state == .requested && side == .mentee)), "\(state) \(side)")
            }
        }
        let fresh = MentorshipCourse(requestedAt: Self.start)
        #expect(!fresh.takesWords(of: .mentee) && !fresh.takesWords(of: .mentor))
    }
}
