import Applications
import Core
import Jobs
import Opportunities
import Timelines

/// Loads what members of the demonstration wait for, apply for and offer, as they would have noted it themselves: what
/// is there already is left as it is.
struct DemoListingsLoader {
    private let services: Services
    private let members: [String: Principal]
    private let now: Timestamp
    private let clock: DemoClock
    private let timelines: TimelineService
    private let applications: ApplicationService
    private let opportunities: OpportunityService
    private let talent: TalentService

    init(services: Services, members: [String: Principal], now: Timestamp, clock: DemoClock) {
        self.services = services
        self.members = members
        self.now = now
        self.clock = clock
        let (store, ids) = (services.store, services.ids)
        timelines = TimelineService(store: store, clock: clock.clock, ids: ids)
        applications = ApplicationService(store: store, clock: clock.clock, ids: ids, jobs: services.jobs)
        opportunities = OpportunityService(store: store, clock: clock.clock, ids: ids)
        talent = TalentService(store: store, clock: clock.clock, ids: ids)
    }

    func load(_ listings: DemoListings) async throws {
        for (place, timeline) in listings.timelines.enumerated() { try await load(timeline, place) }
        for (place, application) in listings.applications.enumerated() { try await load(application, place) }
        for (place, opportunity) in listings.opportunities.enumerated() { try await load(opportunity, place) }
        for entry in listings.talent { try await load(entry) }
    }

    /// A moment of that day, which the services take for the present.
    private func go(_ daysAgo: Int) { clock.set(now.advanced(by: .days(-Int64(daysAgo)))) }

    private func day(_ daysAgo: Int) -> String { CivilDay(now).adding(-daysAgo).description }

    private func principal(_ username: String) -> Principal { members[username] ?? .visitor }

    private func load(_ timeline: DemoListings.Timeline, _ place: Int) async throws {
        let member = principal(timeline.member)
        go(timeline.enteredDaysAgo)
        let draft = TimelineDraft(
            id: DemoLoader.id(place, kind: 3), pathwayId: timeline.pathway, office: timeline.office,
            lane: timeline.lane, filedOn: timeline.filedDaysAgo.map(day), nationality: timeline.nationality,
            dependants: timeline.dependants, visibility: timeline.visibility)
        let (started, isNew) = try await timelines.start(draft, as: member)
        guard isNew else { return }
        for event in timeline.events {
            go(min(event.daysAgo, timeline.enteredDaysAgo))
            let draft = TimelineEventDraft(type: event.type, date: day(event.daysAgo), note: event.note)
            _ = try await timelines.add(draft, to: started.id, as: member)
        }
        guard let confirmed = timeline.confirmedDaysAgo else { return }
        go(confirmed)
        _ = try await timelines.confirmWaiting(started.id, as: member)
    }

    // MARK: Applications

    private func load(_ application: DemoListings.Application, _ place: Int) async throws {
        let member = principal("demo-member")
        var draft = ApplicationDraft()
        draft.id = DemoLoader.id(place, kind: 4)
        draft.jobId = try await job(of: application.job)
        (draft.employerName, draft.title, draft.link) = (application.employer, application.title, application.link)
        draft.notes = application.notes
        draft.stageOn = day(application.daysAgo)
        go(application.daysAgo)
        let (started, isNew) = try await applications.start(draft, as: member)
        guard isNew else { return }
        for move in application.moves {
            go(move.daysAgo)
            let draft = ApplicationMoveDraft(stage: move.stage, on: day(move.daysAgo))
            _ = try await applications.move(draft, started.id, as: member)
        }
        _ = try await applications.change(change(application), of: started.id, as: member)
    }

    /// The job of an employer of the demonstration; without it what the member wrote must do.
    private func job(of employer: String?) async throws -> JobID? {
        guard let employer else { return nil }
        return try await services.jobs.jobs(limit: 100).jobs.items.first { $0.employer.name == employer }?.id
    }

    private func change(_ application: DemoListings.Application) -> ApplicationChange {
        var change = ApplicationChange()
        change.nextStep = application.nextStep
        change.nextOn = application.nextInDays.map { day(-$0) }
        guard let offer = application.offer else { return change }
        (change.offerGross, change.offerCurrency) = (offer.gross, offer.currency)
        (change.offerPeriod, change.offerHours) = (offer.period, offer.hours)
        (change.offerRelocation, change.offerSponsorship) = (offer.relocation, offer.sponsorship)
        return change
    }

    // MARK: Opportunities and the talent directory

    private func load(_ opportunity: DemoListings.Opportunity, _ place: Int) async throws {
        let poster = principal(opportunity.poster)
        var draft = OpportunityDraft()
        draft.id = DemoLoader.id(place, kind: 5)
        (draft.kind, draft.destination, draft.seats) = (opportunity.kind, opportunity.destination, opportunity.seats)
        (draft.title, draft.body) = (opportunity.title, opportunity.body)
        go(opportunity.daysAgo)
        let (opened, isNew) = try await opportunities.post(draft, as: poster)
        guard isNew else { return }
        for (days, interest) in opportunity.interests.enumerated() {
            go(opportunity.daysAgo - days - 1)
            let shown = try await opportunities.showInterest(
                InterestDraft(note: interest.note), in: opened.id, as: principal(interest.member))
            guard let reply = interest.reply else { continue }
            let draft = InterestReply(reply: reply)
            _ = try await opportunities.answer(draft, to: shown.id, in: opened.id, as: poster)
        }
        guard let state = opportunity.state else { return }
        _ = try await opportunities.move(OpportunityStep(state: state), opened.id, as: poster)
    }

    private func load(_ entry: DemoListings.Entry) async throws {
        let member = principal(entry.member)
        guard try await talent.ownEntry(as: member) == nil else { return }
        var draft = TalentDraft()
        (draft.headline, draft.skills, draft.destinations) = (entry.headline, entry.skills, entry.destinations)
        (draft.noticeWeeks, draft.reason) = (entry.noticeWeeks, entry.reason)
        go(entry.daysAgo)
        let listed = try await talent.list(draft, as: member)
        for (days, viewer) in entry.lookedAtBy.enumerated() {
            go(entry.daysAgo - days - 1)
            _ = try await talent.entry(listed.id, as: principal(viewer))
        }
    }
}
