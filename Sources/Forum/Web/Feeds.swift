import Core
import Forum
import Hummingbird
import Texts
import WebSupport

/// Lists of threads for programs that read news (Atom, RFC 4287) and for search engines: what everybody may see, whoever
/// asks; and by an address with a secret in it what a member may.
package struct Feeds: Sendable {
    private let forum: ForumService
    private let site: SiteAddress
    private let places: [Places]
    private let reader: Reader

    /// Who reads by a secret; throws `notFound` for one that is none.
    package typealias Reader = @Sendable (String) async throws -> Principal

    /// Paths of another feature for the site map, as headers may carry them, with when each page changed.
    package typealias Places = @Sendable () async throws -> [(path: String, changedAt: Timestamp)]

    package init(forum: ForumService, site: SiteAddress, places: [Places] = [], reader: @escaping Reader) {
        self.reader = reader
        self.forum = forum
        self.site = site
        self.places = places
    }

    /// `/feeds/{list}.atom`, of all threads or with `category=`, `tag=` or `pathway=`.
    @Sendable package func feed(_ request: Request, context: VisitorContext) async throws -> Response {
        let name = try context.text("list")
        guard name.hasSuffix(".atom"), let list = ThreadList(rawValue: String(name.dropLast(5))) else {
            throw Problem.notFound
        }
        let (filter, title, query) = try await filter(request, as: .visitor)
        let entries = try await forum.feed(list, filter, as: .visitor)
        let heading = title ?? Phrasebook.of(.english).text("list_\(list.rawValue)")
        let feed = AtomFeed(
            title: "Karwan: \(heading)", id: "\(site.text)/feeds/\(list.rawValue).atom\(query)", isOwn: false,
            site: site.text, byLastPost: list == .active, entries: entries)
        return XMLText.response(feed.text, type: Self.type)
    }

    private static let type = "application/atom+xml; charset=utf-8"

    /// `/feeds/own/{secret}/{list}.atom`: the same lists as a member sees them, also of a `group=`, and their own.
    @Sendable package func ownFeed(_ request: Request, context: VisitorContext) async throws -> Response {
        let reader = try await reader(try context.text("secret"))
        let name = try context.text("list")
        guard name.hasSuffix(".atom") else { throw Problem.notFound }
        let list = String(name.dropLast(5))
        let (filter, title, query) = try await filter(request, as: reader)
        let entries: [FeedEntry]
        if let own = FollowedList(rawValue: list), filter == .all {
            entries = try await forum.feed(own, as: reader)
        } else if let list = ThreadList(rawValue: list) {
            entries = try await forum.feed(list, filter, as: reader)
        } else {
            throw Problem.notFound
        }
        let phrases = Phrasebook.of(reader.member.flatMap { Language(rawValue: $0.language) } ?? .english)
        let feed = AtomFeed(
            title: "Karwan: \(title ?? phrases.text("list_\(list)"))",
            id: "\(site.text)/feeds/own/\(reader.member?.id.text ?? "")/\(list).atom\(query)", isOwn: true,
            site: site.text, byLastPost: list != ThreadList.new.rawValue, entries: entries)
        var response = XMLText.response(feed.text, type: Self.type)
        response.headers[.cacheControl] = "private, no-cache"
        return response
    }

    private func filter(
        _ request: Request, as principal: Principal
    ) async throws -> (ThreadFilter, title: String?, query: String) {
        if let text = request.query("group"), principal.member != nil {
            guard let id = GroupID(text) else { throw Problem.notFound }
            let group = try await forum.readableGroup(id, as: principal)
            return (.group(group.id), group.name, "?group=\(group.id)")
        }
        if let name = request.query("tag") {
            let tag = try await forum.tag(name, as: principal)
            return (.tag(tag.id), "#\(tag.name)", "?tag=\(Links.escaped(tag.name))")
        }
        if let id = request.query("pathway") {
            let pathway = try await forum.pathway(id)
            return (.pathway(pathway.id), pathway.name, "?pathway=\(pathway.id)")
        }
        guard let slug = request.query("category") else { return (.all, nil, "") }
        let category = try await forum.category(slug, as: principal)
        return (.category(category.id), category.name, "?category=\(category.slug)")
    }

    /// `/sitemap.xml`: categories, the newest thousand threads, and what other features have.
    @Sendable package func siteMap(_ request: Request, context: VisitorContext) async throws -> Response {
        let categories = try await forum.categories(as: .visitor).map { "/categories/\($0.slug)" }
        let threads = try await forum.threads(.new, limit: 1_000, as: .visitor).items
        var others: [String] = []
        for list in self.places {
            others += try await list().map { place in
                "<url><loc>\(XMLText.escaped(site.text + place.path))</loc><lastmod>\(place.changedAt.rfc3339)</lastmod></url>"
            }
        }
        let places =
            (["/", "/threads", "/jobs", "/categories", "/help"] + categories).map {
                "<url><loc>\(address($0))</loc></url>"
            }
            + threads.map {
                "<url><loc>\(address($0.path))</loc><lastmod>\($0.lastPostAt.rfc3339)</lastmod></url>"
            } + others
        return XMLText.response(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
            \(places.joined(separator: "\n"))
            </urlset>

            """, type: "application/xml; charset=utf-8")
    }

    private func address(_ path: String) -> String { XMLText.escaped(site.text + path.encodedPath) }
}

/// An Atom feed (RFC 4287).
private struct AtomFeed {
    let title: String
    /// Its address, where that is no secret.
    let id: String
    let isOwn: Bool
    let site: String
    /// Whether an entry is new again when somebody answers.
    let byLastPost: Bool
    let entries: [FeedEntry]

    var text: String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <feed xmlns="http://www.w3.org/2005/Atom" xml:base="\(XMLText.escaped(site))/">
        <id>\(XMLText.escaped(id))</id>
        <title>\(XMLText.escaped(title))</title>
        <updated>\((entries.map(updated).max() ?? Timestamp(milliseconds: 0)).rfc3339)</updated>
        \(isOwn ? "" : "<link rel=\"self\" type=\"application/atom+xml\" href=\"\(XMLText.escaped(id))\"/>")
        <link rel="alternate" type="text/html" href="\(XMLText.escaped(site))/threads"/>
        \(entries.map(text).joined(separator: "\n"))
        </feed>

        """
    }

    private func updated(_ entry: FeedEntry) -> Timestamp {
        byLastPost ? entry.thread.lastPostAt : entry.opening.editedAt ?? entry.opening.createdAt
    }

    private func text(_ entry: FeedEntry) -> String {
        let thread = entry.thread
        let phrases = Phrasebook.of(.english)
        let byline = thread.byline.name(phrases)
        let name = byline.isEmpty ? phrases.text("former_member") : byline
        let tags = thread.tags.map { "<category term=\"\(XMLText.escaped($0))\"/>" }.joined()
        return """
            <entry>
            <id>urn:uuid:\(thread.id)</id>
            <title>\(XMLText.escaped(thread.title))</title>
            <link rel="alternate" type="text/html" href="\(XMLText.escaped(site + thread.path.encodedPath))"/>
            <published>\(thread.createdAt.rfc3339)</published>
            <updated>\(updated(entry).rfc3339)</updated>
            <author><name>\(XMLText.escaped(name))</name></author>
            \(tags)<content type="html">\(XMLText.escaped(entry.opening.html))</content>
            </entry>
            """
    }
}
