import Texts
import Timelines
import TimelinesWeb
import Visas
import WebSupport

extension PathwaySections {
    /// How long members waited.
    package static func times(_ timelines: TimelineService) -> PathwaySectionSource {
        { pathway, visit in
            guard let times = try? await timelines.processingTimes(pathway.id, as: visit.principal) else { return nil }
            let phrases = visit.phrases
            var section = PathwaySection(name: "times", heading: phrases.text("processing_heading"))
            let path = "/processing-times/\(pathway.id)"
            let words =
                times.figure.map { ProcessingWords(phrases).middle($0.headline) } ?? phrases.text("processing_too_few")
            section.lines = [.init(words, path: path, note: times.figure.map { basis($0, phrases) } ?? "")]
            section.figures = times.figure.map { [ProcessingFigureView($0, phrases)] } ?? []
            section.more = .init(phrases.text("timeline_new"), path: "/timelines/new?pathway=\(pathway.id)")
            return section
        }
    }

    private static func basis(_ figure: ProcessingFigure, _ phrases: Phrasebook) -> String {
        phrases.text("processing_basis", ["members": "\(figure.members)", "months": "\(figure.windowMonths)"])
    }
}
