import Applications
import Jobs
import Opportunities
import TestSupport
import Testing

/// How templates of applications, opportunities and the talent directory are reached.
enum ListingPages {
    /// In the language of the others: an ambassador who applies elsewhere, and a member who is interested.
    static func pages(_ app: TestApp) async throws -> [String: Answer] {
        let opener = try await app.member("opener", roles: [.ambassador])
        let seeker = try await app.member("seeker")
        try await app.change(
            "UPDATE account SET language = (SELECT min(language) FROM account WHERE username = 'asker')")
        let application = try await application(of: opener, app)
        var door = OpportunityDraft()
        (door.kind, door.title, door.destination) = ("referral", "Referral for backend developers", "DE")
        door.body = "Our team looks for people who write Swift."
        let opportunity = try await app.services.opportunities.post(door, as: opener.principal).opportunity
        _ = try await app.services.opportunities.showInterest(
            InterestDraft(note: "I write Swift since years."), in: opportunity.id, as: seeker.principal)
        var entry = TalentDraft()
        (entry.headline, entry.skills, entry.destinations) = ("Backend developer", ["swift"], ["DE"])
        (entry.reason, entry.noticeWeeks) = ("laid_off", 4)
        let listed = try await app.services.talent.list(entry, as: seeker.principal)
        var pages: [String: Answer] = [:]
        for (template, path) in [
            "application_list": "/applications", "application": application.path,
            "application_form": "\(application.path)/edit", "application_offers": "/applications/offers?currency=USD",
            "application_remove": "\(application.path)/delete", "opportunity_list": "/opportunities",
            "opportunity_mine": "/opportunities/mine", "opportunity": opportunity.path,
            "opportunity_form": "/opportunities/new", "talent_directory": "/talent/directory",
            "talent_entry": listed.path,
        ] { pages[template] = try await app.get(path, as: opener.browser) }
        _ = try await app.services.opportunities.move(
            OpportunityStep(state: "closed"), opportunity.id, as: opener.principal)
        pages["removal"] = try await app.get("\(opportunity.path)/delete", as: opener.browser)
        pages["talent"] = try await app.get("/talent", as: seeker.browser)
        return pages
    }

    /// One with an offer, a next step and a history.
    private static func application(of member: TestMember, _ app: TestApp) async throws -> JobApplication {
        let applications = app.services.applications
        var draft = ApplicationDraft()
        (draft.employerName, draft.title, draft.link) = ("Acme", "Tester", "https://acme.example/1")
        (draft.nextStep, draft.nextOn, draft.notes) = ("Ask again", "2026-12-24", "Two rounds.")
        let made = try await applications.start(draft, as: member.principal).application
        var change = ApplicationChange()
        (change.offerGross, change.offerCurrency, change.offerPeriod) = ("5000", "EUR", "month")
        _ = try await applications.change(change, of: made.id, as: member.principal)
        return try await applications.move(ApplicationMoveDraft(stage: "offer"), made.id, as: member.principal)
    }
}
