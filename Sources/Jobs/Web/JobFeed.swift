import Core
import Hummingbird
import Jobs
import Texts
import WebSupport

/// Open jobs for programs that read news (Atom, RFC 4287), and their places for the site map.
package struct JobFeed: Sendable {
    private let jobs: JobService
    private let site: SiteAddress

    package init(jobs: JobService, site: SiteAddress) {
        self.jobs = jobs
        self.site = site
    }

    /// `/feeds/jobs.atom`, of all open jobs or with what the list can be narrowed by.
    @Sendable package func feed(_ request: Request, context: VisitorContext) async throws -> Response {
        let filter = try request.jobFilter
        let found = try await jobs.jobs(filter).jobs.items
        let query = (request.uri.query ?? "").isEmpty ? "" : "?\(request.uri.query ?? "")"
        let address = XMLText.escaped("\(site.text)/feeds/jobs.atom\(query)")
        let updated = found.map(\.updatedAt).max() ?? Timestamp(milliseconds: 0)
        return XMLText.response(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom" xml:base="\(XMLText.escaped(site.text))/">
            <id>\(address)</id>
            <title>Karwan: \(XMLText.escaped(Phrasebook.of(.english).text("section_jobs")))</title>
            <updated>\(updated.rfc3339)</updated>
            <link rel="self" type="application/atom+xml" href="\(address)"/>
            <link rel="alternate" type="text/html" href="\(XMLText.escaped(site.text))/jobs"/>
            \(found.map(entry).joined(separator: "\n"))
            </feed>

            """, type: "application/atom+xml; charset=utf-8")
    }

    private func entry(_ job: Job) -> String {
        let tags = job.content.skills.map { "<category term=\"\(XMLText.escaped($0))\"/>" }.joined()
        return """
            <entry>
            <id>urn:uuid:\(job.id)</id>
            <title>\(XMLText.escaped("\(job.content.title) · \(job.employer.name)"))</title>
            <link rel="alternate" type="text/html" href="\(XMLText.escaped(site.text + job.path.encodedPath))"/>
            <published>\((job.postedAt ?? job.createdAt).rfc3339)</published>
            <updated>\(job.updatedAt.rfc3339)</updated>
            <author><name>\(XMLText.escaped(job.employer.name))</name></author>
            \(tags)<content type="html">\(XMLText.escaped(job.html))</content>
            </entry>
            """
    }

    /// Paths of the newest thousand open jobs with when each was changed.
    package func places() async throws -> [(path: String, changedAt: Timestamp)] {
        try await jobs.jobs(limit: 1_000).jobs.items.map { ($0.path.encodedPath, $0.updatedAt) }
    }
}
