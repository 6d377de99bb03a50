import Core
import Markup
import Storage

/// Open jobs in the search index: as `Visibility.jobs` says, everybody may see them, and what has ended stands in no
/// list.
enum JobSearch {
    static let places = SearchedPlaces(kind: "job") { ids, _, transaction in
        try JobRepository.open(ids, in: transaction).map { job in
            let title = [job.content.title, job.employer.name, job.content.city].filter { !$0.isEmpty }
            return SearchedPlaces.Place(
                id: job.id.text, title: title.joined(separator: " · "), text: PlainText.of(html: job.html),
                path: job.path)
        }
    }

    static func document(_ job: Job) -> SearchDocument {
        let content = job.content
        let tags =
            [job.employer.name, content.city] + SearchedPlaces.countryNames(content.country) + content.skills
        return SearchDocument(
            id: places.documentID(job.id.text), writtenAt: job.postedAt ?? job.createdAt,
            title: SearchText.fold(content.title),
            tags: "\(places.mark) \(SearchText.fold(tags.joined(separator: " ")))",
            body: SearchText.fold(content.body))
    }

    private static let batch = 200

    /// One batch after another of what the index must hold, by the jobs' ids.
    /// - Returns: the last id of the batch after `id`; `nil` when there is no more.
    static func batch(
        after id: String, in transaction: any Transaction
    ) throws -> (documents: [SearchDocument], last: String?) {
        let jobs = try JobRepository.open(afterID: id, limit: batch, in: transaction)
        return (jobs.map(document), jobs.count == batch ? jobs.last?.id.text : nil)
    }
}

extension JobService {
    /// Open jobs among what searches find.
    package static var searchedPlaces: SearchedPlaces { JobSearch.places }

    /// Puts jobs into the search index that were there before they were searched for, or before it was emptied.
    /// - Returns: how many were put in; 0 when there was nothing to do.
    @discardableResult
    package func fillSearchIndex() async throws -> Int {
        let isFull = try await store.read { transaction in
            try JobSearch.places.count(in: transaction) == JobRepository.countOfOpen(in: transaction)
        }
        if isFull { return 0 }
        var (count, next) = (0, Optional(""))
        while let start = next {
            let (filled, last) = try await store.write { transaction in
                let (documents, last) = try JobSearch.batch(after: start, in: transaction)
                let index = transaction.dialect.search
                let missing = try index.missing(among: documents, in: transaction)
                for (document, _) in missing { try index.add(document, in: transaction) }
                return (missing.count, last)
            }
            (count, next) = (count + filled, last)
        }
        return count
    }

    /// Compares the search index with the open jobs.
    /// - Returns: a line for each difference; empty when there is none.
    package static func searchDifferences(in transaction: any Transaction) throws -> [String] {
        let index = transaction.dialect.search
        var missing: [(document: SearchDocument, isThere: Bool)] = []
        var next = Optional("")
        while let start = next {
            let (documents, last) = try JobSearch.batch(after: start, in: transaction)
            missing += try index.missing(among: documents, in: transaction)
            next = last
        }
        return try index.findings(
            missing, JobSearch.places, wanted: JobRepository.countOfOpen(in: transaction), in: transaction)
    }
}
