import Accounts
import Applications
import Core
import Forum
import Foundation
import Groups
import Jobs
import Logging
import Mail
import Mentoring
import Messages
import Moderation
import Notices
import Opportunities
import Points
import Storage
import StoragePostgres
import StorageSQLite
import Sync
import Timelines
import Visas
import WebSupport

/// The services of the program on one open database.
package struct Services: Sendable {
    package let settings: Settings
    package let store: any Store
    package let clock: Clock
    package let ids: IdentifierSource
    package let logger: Logger
    package let secrets: SiteSecrets
    package let accounts: AccountService
    package let sessions: SessionService
    package let leaving: LeavingService
    package let forum: ForumService
    package let groups: GroupService
    package let moderation: ModerationService
    package let notices: NoticeService
    package let visas: VisaService
    package let checklists: ChecklistService
    package let timelines: TimelineService
    package let insight: InsightService
    package let points: PointsService
    package let jobs: JobService
    package let applications: ApplicationService
    package let opportunities: OpportunityService
    package let talent: TalentService
    package let mentoring: MentoringService
    package let mentorships: MentorshipService
    package let mentoringCases: MentoringCaseService
    package let rounds: RoundService
    package let messages: MessageService
    package let messageCases: MessageCaseService
    package let sync: SyncService
    package let mail: MailDelivery
    package let bounces: BounceService
    package let draining = Draining()
    /// Event streams of this process.
    package let live: LiveStreams
    /// Pages of visitors; `nil` where the operator wants none or the engine cannot tell when they are old.
    package let pageCache: PageCache?
    /// What members and addresses have left of the rate limits.
    let buckets = Buckets()
    let connections: Connections
    private let hasher: PasswordHasher

    /// What tests put in the place of the machine's: a fixed clock, counted ids, cheap password hashes.
    package struct Surroundings: Sendable {
        package var clock = Clock.system
        package var ids = IdentifierSource.random
        package var hashCost = PasswordHasher.Cost.standard

        package init() {}
    }

    /// Builds the services on a database that has the present schema.
    /// - Throws: `unavailable` when the database cannot be used.
    package init(
        settings: Settings, store: any Store, surroundings: Surroundings = Surroundings(), logger: Logger
    ) async throws {
        self.settings = settings
        self.store = store
        self.logger = logger
        connections = Connections(most: settings.connections)
        clock = surroundings.clock
        ids = surroundings.ids
        secrets = try await SiteSecrets.load(from: store)
        let keepsPages = settings.pageCache > 0 && settings.reload == nil
        pageCache = (store as? any CommitWatch).flatMap { watch in
            keepsPages ? PageCache(watch: watch, bytes: settings.pageCache << 19) : nil
        }
        hasher = PasswordHasher(cost: surroundings.hashCost)
        let clock = clock
        let notices = NoticeService(
            store: store, clock: clock, ids: ids, siteAddress: settings.address,
            letterKey: secrets.letterKey, pushing: Self.pushSender(settings, secrets))
        self.notices = notices
        let crowdedTopics = CrowdedTopics()
        let mentorships = MentorshipService(
            store: store, clock: clock, ids: ids, siteAddress: settings.address,
            quietEnd: { try notices.quietEnd(of: $0, at: $1, in: $2) }, crowdedTopics: crowdedTopics,
            listener: { news, transaction in try notices.hear(news, in: transaction) })
        self.mentorships = mentorships
        accounts = AccountService(
            store: store, hasher: hasher, clock: clock, ids: ids, siteAddress: settings.address,
            privacyVersion: settings.privacyVersion,
            onBlock: { try mentorships.close(between: $0, and: $1, causedBy: $0, in: $2) })
        sessions = SessionService(store: store, hasher: hasher, clock: clock, ids: ids)
        let moderationLimits = settings.hasLimits ? ModerationLimits() : .off
        forum = ForumService(
            store: store, clock: clock, ids: ids, limits: settings.hasLimits ? ForumLimits() : .off,
            oversight: ForumOversight(clock: clock, ids: ids, limits: moderationLimits),
            places: [VisaService.searchedPlaces, JobService.searchedPlaces, AccountService.searchedPlaces],
            listener: { event, transaction in
                try notices.hear(event, in: transaction)
                if case .published(let post, _) = event {
                    try MentoringService.noteAnswer(post.text, at: clock.now, in: transaction)
                }
            })
        let writing = forum
        let groups = GroupService(
            store: store, clock: clock, ids: ids,
            listener: { event, transaction in try notices.hear(event, in: transaction) })
        self.groups = groups
        let messages = MessageService(
            store: store, clock: clock, ids: ids, limits: settings.hasLimits ? MessageLimits() : .off,
            look: { Services.look($0, $1) }, listener: { news, transaction in try notices.hear(news, in: transaction) })
        self.messages = messages
        moderation = ModerationService(
            store: store, clock: clock, ids: ids, forum: forum, limits: moderationLimits,
            besides: [Self.undoing(messages), Self.undoing(forum)],
            onSuspension: { member, transaction in
                try mentorships.closeRequests(of: member, in: transaction)
                try writing.withdrawSuggestions(of: member, in: transaction)
            },
            // Without a title: the thread may be somebody's secret tomorrow.
            onUnmasking: { try notices.tell($0, .unmasked, of: $1.text, title: "", in: $2) })
        let moderation = moderation
        messageCases = MessageCaseService(
            messages: messages,
            listener: { decided, principal, transaction in
                try moderation.hear(decided, by: principal, in: transaction)
            })
        let visas = VisaService(store: store, clock: clock, ids: ids)
        self.visas = visas
        let checklists = ChecklistService(store: store, clock: clock, ids: ids)
        self.checklists = checklists
        let live = LiveStreams(
            most: settings.eventStreams, mostOfMember: settings.hasLimits ? Self.streamsOfMember : 0)
        self.live = live
        draining.whenBegun { live.close() }
        let timelines = TimelineService(
            store: store, clock: clock, ids: ids,
            listener: { event, transaction in try notices.hear(event, in: transaction) })
        self.timelines = timelines
        insight = InsightService(store: store, clock: clock)
        points = PointsService(store: store, clock: clock)
        let jobs = JobService(
            store: store, clock: clock, ids: ids, siteAddress: settings.address,
            lines: { try await JobLines.lines(of: visas, in: $0) },
            imitates: { ScamPatterns.shipped.signals(in: $0).contains(.lookalike) },
            listener: { event, principal, transaction in
                try moderation.hear(event, by: principal, in: transaction)
                try notices.hear(event, in: transaction)
            })
        self.jobs = jobs
        let applications = ApplicationService(
            store: store, clock: clock, ids: ids, jobs: jobs,
            listener: { event, transaction in try notices.hear(event, in: transaction) })
        self.applications = applications
        opportunities = OpportunityService(
            store: store, clock: clock, ids: ids,
            listener: { event, transaction in try notices.hear(event, in: transaction) })
        talent = TalentService(store: store, clock: clock, ids: ids)
        mentoring = MentoringService(
            store: store, clock: clock, ids: ids, crowdedTopics: crowdedTopics,
            listener: { event, principal, transaction in
                try moderation.hear(event, by: principal, in: transaction)
                try notices.hear(event, in: transaction)
            })
        let mentoringCases = MentoringCaseService(
            mentorships: mentorships,
            listener: { decided, principal, transaction in
                try moderation.hear(decided, by: principal, in: transaction)
            })
        self.mentoringCases = mentoringCases
        rounds = RoundService(
            mentoring: mentoring, mentorships: mentorships,
            listener: { news, transaction in try notices.hear(news, in: transaction) })
        sync = SyncService(
            store: store, secrets: secrets, clock: clock, ids: ids,
            collections: [MeCollection(), MemberCollection(), BlockCollection()] + forum.syncedCollections
                + notices.syncedCollections + visas.syncedCollections + checklists.syncedCollections
                + jobs.syncedCollections + timelines.syncedCollections + applications.syncedCollections
                + mentorships.syncedCollections + groups.syncedCollections + messages.syncedCollections,
            scopes: forum.syncedScopes + visas.syncedScopes + jobs.syncedScopes + mentorships.syncedScopes,
            mutations: accounts.syncedMutations + forum.syncedMutations + moderation.syncedMutations
                + notices.syncedMutations + checklists.syncedMutations + jobs.syncedMutations
                + timelines.syncedMutations + applications.syncedMutations + mentorships.syncedMutations
                + mentoringCases.syncedMutations + messages.syncedMutations,
            budget: settings.hasLimits ? Self.budget(MutationBudget(buckets: buckets, clock: clock)) : nil,
            onMistake: { name, error in
                logger.error("mutation failed", metadata: ["mutation": "\(name)", "error": "\(error.forLog)"])
            }, present: { try AccountStanding.present($0, at: $1, in: $2) }, live: live,
            standing: { try AccountStanding.good(sessions: $0.sessions, tokens: $0.tokens, at: $1, in: $2) })
        leaving = LeavingService(
            accounts: accounts,
            personalData: [
                ForumPersonalData(forum: forum), JobPersonalData(jobs: jobs), NoticePersonalData(), SyncPersonalData(),
                ModerationPersonalData(moderation: moderation), VisaPersonalData(), ChecklistPersonalData(),
                TimelinePersonalData(), ApplicationPersonalData(), OpportunityPersonalData(),
                GroupPersonalData(groups: groups), GroupEventPersonalData(), MessagePersonalData(messages: messages),
                MentorshipPersonalData(mentorships: mentorships),
                OfficeHourPersonalData(mentorships: mentorships),
                InvitationPersonalData(mentorships: mentorships), RoundPersonalData(), MentoringPersonalData(),
                AccountPersonalData(),
            ])
        let carrier: any MailCarrier =
            settings.mail == "sendmail"
            ? SendmailCarrier(sender: settings.mailFrom) : FolderCarrier(path: settings.mail)
        let seal = LetterSeal(key: secrets.bounceKey)
        mail = MailDelivery(
            store: store, carrier: carrier, sender: settings.mailFrom, seal: seal, clock: clock, logger: logger)
        bounces = BounceService(
            store: store, clock: clock, seal: seal,
            listener: { recipient, transaction in
                try notices.tellOnce(
                    recipient.id, .mailStopped, of: recipient.id.text,
                    title: recipient.phrases.text("mail_stopped_title"), in: transaction)
            })
    }

    /// A stream for each tab and device, and some that nobody has missed yet.
    private static let streamsOfMember = 16

    /// Push services may turn to the site, or by mail to whoever runs it.
    private static func pushSender(_ settings: Settings, _ secrets: SiteSecrets) -> PushSender {
        let rules = settings.outboundRules
        return PushSender(
            secret: secrets.pushKey,
            contact: settings.address.hasPrefix("https://") ? settings.address : "mailto:\(settings.mailFrom)",
            accepts: { rules.mayBeAsked($0) })
    }

    private static func budget(_ budget: MutationBudget) -> PushBudget {
        PushBudget(takeAny: { try budget.takeAny($0) }, take: { try budget.take($0, $1) })
    }

    /// A hash that several accounts may share: for the demonstration and for benchmarks, whose password is known.
    package func passwordHash(_ password: String) async throws -> String { try await hasher.hash(password) }

    /// Opens the database that the settings name.
    /// - Throws: `unavailable` when it cannot be opened.
    /// - Parameters:
    ///   - alone: for what must not share the database with a server.
    ///   - checksReferences: `false` lets an SQLite file take rows in any order.
    package static func openStore(
        _ settings: Settings, alone: Bool, checksReferences: Bool = true, clock: Clock = .system, logger: Logger
    ) throws -> any Store {
        if let address = settings.postgres {
            return try PostgresStore(
                address: address, options: settings.postgresOptions, clock: clock, logger: logger)
        }
        return try SQLiteStore(
            path: settings.database, alone: alone, checksReferences: checksReferences, clock: clock, logger: logger)
    }

    /// Every row that is in a scope of the sync protocol, as the tables say.
    package static var indexedRows: [Query] {
        AccountService.indexedRows + ForumService.indexedRows + NoticeService.indexedRows
            + SyncService.indexedRows + VisaService.indexedRows + ChecklistService.indexedRows + JobService.indexedRows
            + TimelineService.indexedRows + ApplicationService.indexedRows + MentoringService.indexedRows
            + MentorshipService.indexedRows + GroupService.indexedRows + MessageService.indexedRows
    }
}
