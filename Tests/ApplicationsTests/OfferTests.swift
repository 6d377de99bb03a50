import Core
import Jobs
import Testing

@testable import Applications

@Suite("What an offer comes to")
struct OfferTests {
    @Test(
        arguments: [
            (60_000_00, "EUR", PayPeriod.year, 2400, 60_000_00, 28_85),
            (5_000_00, "EUR", .month, 2400, 60_000_00, 28_85),
            (1_000_00, "GBP", .week, 2250, 52_000_00, 26_67),
            (25_00, "GBP", .hour, 2250, 48_750_00, 25_00),
            (400_000, "JPY", .month, 2400, 4_800_000, 2308),
        ] as [(Int64, String, PayPeriod, Int, Int64, Int64)])
    func aYearAndAnHour(
        gross: Int64, currency: String, period: PayPeriod, minutes: Int, annual: Int64, hourly: Int64
    ) {
        let offer = Offer(
            gross: gross, currency: currency, period: period, minutes: minutes, relocation: "", sponsorship: .unknown)
        #expect(offer.annual == annual && offer.hourly == hourly)
    }

    @Test func anUnknownWeekIsNotGuessed() {
        func offer(_ period: PayPeriod) -> Offer {
            Offer(
                gross: 100, currency: "EUR", period: period, minutes: nil, relocation: "", sponsorship: .unknown)
        }
        #expect(offer(.hour).annual == nil && offer(.hour).hourly == 100)
        #expect(offer(.month).annual == 1200 && offer(.month).hourly == nil)
    }

    @Test func stagesAreInOrderAndInEachTheNewestFirst() {
        let (early, late) = (Timestamp(milliseconds: 1), Timestamp(milliseconds: 1_900_000_000_000))
        let places = ApplicationStage.allCases.flatMap {
            [JobApplication.position($0, late), JobApplication.position($0, early)]
        }
        #expect(places == places.sorted() && Set(places).count == places.count)
        for stage in ApplicationStage.allCases {
            #expect(JobApplication.positions(of: stage).contains(JobApplication.position(stage, late)))
        }
    }
}
