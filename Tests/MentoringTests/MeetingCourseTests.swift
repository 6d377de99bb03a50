import Core
import Testing

@testable import Mentoring

@Suite("Meetings: what may be done, by whom and when")
struct MeetingCourseTests {
    /// Saturday 21 November 2026, 09:00 UTC.
    private static let now = Timestamp(milliseconds: 1_795_251_600_000)

    private static func time(in span: Span = .days(2)) -> MeetingTime {
        MeetingTime(startsAt: now.advanced(by: span), minutes: 60, zone: "Asia/Karachi", place: "")
    }

    private static func course(in state: MeetingState, _ span: Span = .days(2)) throws -> MeetingCourse {
        let proposed = MeetingCourse(time(in: span), proposedBy: .mentee)
        let early = now.advanced(by: span).advanced(by: .days(-1))
        let late = now.advanced(by: span).advanced(by: .hours(1))
        switch state {
        case .proposed: return proposed
        case .confirmed: return try proposed.after(.confirm, by: .mentor, at: early)
        case .held: return try course(in: .confirmed, span).after(.held, by: .mentee, at: late)
        case .noShow: return try course(in: .confirmed, span).after(.noShow, by: .mentee, at: late)
        case .cancelled: return try proposed.after(.cancel, by: .mentor, at: early)
        }
    }

    /// A second telling of mentoring.md, section 10: from, event, who, to; `before` or `after` the start.
    private static let told = """
        before proposed  confirm mentor        confirmed
        before proposed  move    mentor,mentee proposed
        before proposed  cancel  mentor,mentee cancelled
        before confirmed move    mentor,mentee proposed
        before confirmed cancel  mentor,mentee cancelled
        after  proposed  move    mentor,mentee proposed
        after  proposed  cancel  mentor,mentee cancelled
        after  confirmed held    mentor,mentee held
        after  confirmed no-show mentor,mentee no_show
        """

    @Test func everyStepIsTakenByWhomItIsForAndByNobodyElse() throws {
        var lines: [String: String] = [:]
        for line in Self.told.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            for side in words[3].split(separator: ",") {
                lines["\(words[0]) \(words[1]) \(words[2]) \(side)"] = words[4]
            }
        }
        var taken = 0
        for (name, span) in [("before", Span.days(2)), ("after", Span.hours(-1))] {
            for state in MeetingState.allCases {
                for event in MeetingEvent.steps + [.propose] {
                    for side in MentorshipSide.allCases {
                        let course = try Self.course(in: state, span)
                        let after = try? course.after(event, by: side, time: Self.time(), at: Self.now)
                        let line = "\(name) \(state.rawValue) \(event.rawValue) \(side.rawValue)"
                        #expect(after?.state.rawValue == lines[line], "\(line)")
                        if after != nil { taken += 1 }
                    }
                }
            }
        }
        #expect(taken == lines.count && taken > 12)
    }

    private static func code(_ body: () throws -> MeetingCourse) -> String? {
        do {
            _ = try body()
            return nil
        } catch { return (error as? Problem)?.code }
    }

    @Test func whatIsLateIsMarkedAndCannotBeMovedAway() throws {
        let confirmed = try Self.course(in: .confirmed)
        let start = confirmed.startsAt
        let atThree = try confirmed.after(.cancel, by: .mentor, at: start.advanced(by: .hours(-3)))
        #expect(!atThree.isLate && atThree.struck == nil && atThree.cancelledBy == .mentor)
        let later = start.advanced(by: .minutes(-179))
        let late = try confirmed.after(.cancel, by: .mentor, at: later)
        #expect(late.isLate && late.struck == .mentor)
        let moved = Self.code { try confirmed.after(.move, by: .mentor, time: Self.time(in: .days(3)), at: later) }
        #expect(moved == "meeting_too_late")
        // Nobody had agreed to what is only proposed.
        let proposed = try Self.course(in: .proposed).after(.cancel, by: .mentee, at: later)
        #expect(!proposed.isLate && proposed.struck == nil)
    }

    @Test func theOtherMayStillComeForTenMinutes() throws {
        let confirmed = try Self.course(in: .confirmed)
        let start = confirmed.startsAt
        let early = Self.code { try confirmed.after(.noShow, by: .mentor, at: start.advanced(by: .minutes(9))) }
        #expect(early == "meeting_not_begun")
        let before = Self.code { try confirmed.after(.held, by: .mentor, at: start.advanced(by: .minutes(-1))) }
        #expect(before == "meeting_not_begun")
        #expect(try confirmed.after(.held, by: .mentor, at: start).state == .held)
        let missed = try confirmed.after(.noShow, by: .mentor, at: start.advanced(by: .minutes(10)))
        #expect(missed.missedBy == .mentee && missed.struck == .mentee)
        let begun = Self.code { try confirmed.after(.cancel, by: .mentee, at: start) }
        #expect(begun == "meeting_begun")
    }

    @Test func bothAreRemindedADayAndAnHourBeforeOfWhatIsAgreed() throws {
        #expect(try Self.course(in: .proposed).nextReminder(after: Self.now) == nil)
        let confirmed = try Self.course(in: .confirmed)
        let start = confirmed.startsAt
        let first = try #require(confirmed.nextReminder(after: Self.now))
        #expect(first == start.advanced(by: .hours(-24)))
        let second = try #require(confirmed.nextReminder(after: first))
        #expect(second == start.advanced(by: .hours(-1)) && confirmed.nextReminder(after: second) == nil)
    }

    @Test func aWallTimeIsTheSameOnTheWallWhenClocksChange() throws {
        // Berlin goes to summer time on 28 March 2027.
        let wall = WallTime(CivilDay(year: 2027, month: 3, day: 25), minute: 18 * 60)
        let instants = try [0, 7].map { try #require(wall.adding(days: $0).instant(in: "Europe/Berlin")) }
        #expect(instants.map(\.rfc3339) == ["2027-03-25T17:00:00.000Z", "2027-04-01T16:00:00.000Z"])
        for instant in instants {
            #expect(WallTime(instant, in: "Europe/Berlin").minute == 18 * 60)
        }
        #expect(instants.map { WallTime($0, in: "Asia/Karachi").minute } == [22 * 60, 21 * 60])
        // A time that the clocks skip, and one that comes twice.
        let skipped = WallTime(CivilDay(year: 2027, month: 3, day: 28), minute: 150).instant(in: "Europe/Berlin")
        #expect(skipped?.rfc3339 == "2027-03-28T01:00:00.000Z")
        let twice = WallTime(CivilDay(year: 2027, month: 10, day: 31), minute: 150).instant(in: "Europe/Berlin")
        #expect(twice?.rfc3339 == "2027-10-31T00:30:00.000Z")
        let day = CivilDay(year: 2027, month: 1, day: 1)
        #expect(WallTime(day, minute: 0).instant(in: "Mars/Olympus") == nil)
        #expect(WallTime(Timestamp(milliseconds: 0), in: "America/New_York").day.description == "1969-12-31")
    }
}
