import Jobs
import WebSupport

/// Jobs and employers, as pages and as JSON.
extension Routes {
    func registerJobs(_ list: inout RouteList) {
        list.visitor(.get, "/jobs", jobs.listPage)
        list.member(.get, "/jobs/new", jobs.newPage)
        list.member(.post, "/jobs/new", jobs.submitNew)
        list.member(.get, "/jobs/mine", jobs.ownPage)
        list.member(.get, "/jobs/saved", jobs.savedPage)
        list.visitor(.get, "/jobs/:id", jobs.redirect)
        list.visitor(.get, "/jobs/:id/:slug", jobs.jobPage)
        list.member(.get, "/jobs/:id/edit", jobs.editPage)
        list.member(.post, "/jobs/:id/edit", jobs.submitEdit)
        list.member(.post, "/jobs/:id/state", jobs.submitStep)
        list.member(.post, "/jobs/:id/saved", jobs.submitSaved)
        list.member(.post, "/jobs/:id/filled", jobs.submitFilled)
        list.member(.post, "/jobs/:id/appeal", jobs.submitAppeal)
        list.member(.post, "/jobs/:id/report", jobs.submitReport)
        list.visitor(.get, "/employers/:slug", jobs.employerPage)
        list.visitor(.get, "/feeds/jobs.atom", jobFeed.feed)
        list.moderator(.get, "/moderation/jobs", jobs.heldPage)
        list.moderator(.post, "/moderation/jobs/:id", jobs.submitDecision)
        list.moderator(.post, "/moderation/employers/:slug", jobs.submitEmployer)
        list.moderator(.post, "/moderation/employers/:slug/speakers", jobs.submitSpeaker)
        list.moderator(
            .post, "/moderation/employers/:slug/speakers/:username/remove", jobs.submitSpeakerRemoval)
        list.visitor(.get, "/promoters", jobs.promoterPage)
        list.moderator(.get, "/moderation/sponsors", jobs.sponsorsPage)
        list.moderator(.post, "/moderation/sponsors/:slug", jobs.submitSponsor)
        registerJobAPI(&list)
        registerOwnJobs(&list)
        registerRegisters(&list)
        registerSearches(&list)
    }

    /// What members want to hear of.
    private func registerSearches(_ list: inout RouteList) {
        list.member(.get, "/jobs/searches", jobs.searchesPage)
        list.member(.post, "/jobs/searches", jobs.submitSearch)
        list.member(.get, "/jobs/searches/:id", jobs.openSearch)
        list.member(.post, "/jobs/searches/:id", jobs.submitSearchChange)
        list.member(
            .get, "/api/v1/me/job-searches", .reads("Searches for jobs that one keeps, the newest first."),
            jobAPI.listSearches)
        list.member(
            .post, "/api/v1/me/job-searches",
            .creates("Keeps a search: a letter a day at most tells of new jobs. The same twice is one.")
                .refusing(.forbidden), jobAPI.createSearch)
        list.member(.get, "/api/v1/me/job-searches/:id", .reads("A kept search."), jobAPI.showSearch)
        list.member(
            .patch, "/api/v1/me/job-searches/:id", .changes("Pauses a search, or lets it go on."),
            jobAPI.changeSearch)
        list.member(.delete, "/api/v1/me/job-searches/:id", .does("Lets a search go."), jobAPI.removeSearch)
    }

    /// Official registers: sponsors and promoters.
    private func registerRegisters(_ list: inout RouteList) {
        list.visitor(
            .get, "/api/v1/promoters",
            .reads(
                "Pakistan's licensed promoters, with the day of the list.",
                .text("q", "The number of a licence, or words of a name.")), jobAPI.findPromoters)
        list.moderator(
            .get, "/api/v1/sponsor-candidates",
            .lists("Employers that may be several organisations of a register. For staff."), jobAPI.listCandidates)
        list.moderator(
            .put, "/api/v1/employers/:slug/sponsor",
            .changes("Says which organisation of the register an employer is, or that it is none. For staff."),
            jobAPI.decideSponsor)
    }

    private func registerJobAPI(_ list: inout RouteList) {
        list.visitor(
            .get, "/api/v1/jobs",
            .lists(
                "Open jobs, the newest first.", .text("country", "ISO 3166-1 alpha-2."),
                .choice("sponsorship", Sponsorship.self, "What the employer says of sponsoring a visa."),
                .choice("remote", RemoteKind.self, "From where the work may be done."),
                .text("skill", "One of the skills."), .text("language", "BCP 47, of the work."),
                .text("salary", "What a year brings at least, in `currency`."),
                .text("currency", "ISO 4217, of `salary`; others are converted at the newest rates.")),
            jobAPI.listJobs)
        list.member(
            .post, "/api/v1/jobs",
            .creates("Posts a job, or keeps it as a draft. It is held, or removed, for its signals of fraud."),
            jobAPI.createJob)
        list.visitor(
            .get, "/api/v1/jobs/:id",
            .reads("A job, with what the routes of its country ask it to pay.").refusing(.gone),
            jobAPI.showJob)
        list.member(
            .patch, "/api/v1/jobs/:id", .changes("Changes one's own job.", ifMatch: true).refusing(.gone),
            jobAPI.changeJob)
        list.member(.delete, "/api/v1/jobs/:id", .does("Closes one's own job.").refusing(.gone), jobAPI.closeJob)
        list.member(
            .put, "/api/v1/jobs/:id/state",
            .changes("Publishes, renews, fills or closes one's own job.").refusing(.gone),
            jobAPI.moveJob)
        list.member(
            .put, "/api/v1/jobs/:id/filled",
            .does("Says that a job is filled; three such words fill it.").refusing(.gone),
            jobAPI.reportFilled)
        list.visitor(.get, "/api/v1/employers/:slug", .reads("An employer."), jobAPI.showEmployer)
    }

    private func registerOwnJobs(_ list: inout RouteList) {
        list.member(
            .put, "/api/v1/jobs/:id/saved", .does("Keeps a job.").refusing(.gone), jobAPI.setSaved)
        list.member(.delete, "/api/v1/jobs/:id/saved", .does("Lets a kept job go."), jobAPI.removeSaved)
        list.member(
            .post, "/api/v1/jobs/:id/appeal",
            .changes("Asks moderators to look at one's own job that its signals took out of sight.").refusing(.gone),
            jobAPI.appeal)
        list.member(.get, "/api/v1/me/jobs", .lists("One's own jobs, the newest first."), jobAPI.listOwn)
        list.member(
            .get, "/api/v1/me/saved-jobs", .lists("Jobs one keeps, the newest mark first."), jobAPI.listSaved)
        list.moderator(
            .get, "/api/v1/held-jobs", .lists("Jobs that wait for a moderator. For staff."), jobAPI.listHeld)
        list.moderator(
            .put, "/api/v1/jobs/:id/decision", .changes("Opens a held job, or takes a job down. For staff."),
            jobAPI.decide)
        list.moderator(
            .put, "/api/v1/employers/:slug/state", .changes("Verifies an employer, or suspends it. For staff."),
            jobAPI.decideEmployer)
        registerSpeakers(&list)
    }

    /// Who speaks for employers, and what members say against adverts.
    private func registerSpeakers(_ list: inout RouteList) {
        list.member(
            .post, "/api/v1/jobs/:id/reports",
            .does("Tells moderators of an advert; once. Reports that weigh enough hold it.").refusing(.gone),
            jobAPI.report)
        list.moderator(
            .get, "/api/v1/reported-jobs",
            .lists("Open adverts that are reported, the longest waiting first. For staff."), jobAPI.listReported)
        list.moderator(
            .get, "/api/v1/employers/:slug/speakers", .lists("Members who speak for an employer. For staff."),
            jobAPI.listSpeakers)
        list.moderator(
            .put, "/api/v1/employers/:slug/speakers/:username",
            .changes("Lets a member speak for an employer. For staff."), jobAPI.addSpeaker)
        list.moderator(
            .delete, "/api/v1/employers/:slug/speakers/:username",
            .does("A member speaks for an employer no longer. For staff."), jobAPI.removeSpeaker)
    }
}
