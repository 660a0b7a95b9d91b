import CaseLedger
import FiveOnes

extension Year {
    /// Sets the office up in the last weeks before the plan takes effect.
    mutating func found() {
        foundAuthority()
        agenda.add(
            day(number, 12, 15).at(9, 30), by: world.city,
            PolicyChanged {
                $0.key = PolicyKey.planEffectiveDay.id
                $0.value = Int64(world.effective.number)
                $0.from = world.effective
            })
        for (index, unit) in World.units.enumerated() {
            agenda.add(
                day(number, 12, 16).at(10, index * 5), by: world.district(index),
                PlanAccepted { $0.unit = unit })
        }
        addCatalog()
        for (index, station) in world.stations.enumerated() {
            agenda.add(
                day(number, 12, 16).at(14, index), by: world.district(station.unit),
                StationRegistered {
                    $0.station = station.id
                    $0.area = station.area
                    $0.level = station.level
                    $0.hotline = station.hotline
                })
        }
        for (index, fund) in world.funds.enumerated() { open(fund, index) }
    }

    private mutating func open(_ fund: Fund, _ index: Int) {
        let officer = fund.actor(.foundationStaff)
        agenda.add(
            day(number, 12, 17).at(10, index * 2), by: officer,
            FundEstablished {
                $0.fund = fund.id
                $0.name = fund.name
                $0.parent = fund.parent
                $0.purpose = "关爱烈士遗属"
                $0.custodian = StaffID(rawValue: fund.custodians[0].staff)
            })
        for (place, purpose) in Fund.purposes.enumerated() {
            agenda.add(
                day(number, 12, 17).at(15, index * 4 + place), by: officer,
                EarmarkOpened {
                    $0.earmark = fund.earmark(purpose)
                    $0.fund = fund.id
                    $0.purposes = [purpose]
                })
        }
    }

    /// Adds the city's benefits, which hold in every unit, and one of each unit's own.
    private mutating func addCatalog() {
        for (index, item) in BenefitItem.city.enumerated() {
            add(item, by: world.city, at: day(number, 12, 16).at(11, index), area: "shenzhen")
        }
        for (index, unit) in World.units.enumerated() {
            add(
                BenefitItem.own(of: unit), by: world.district(index),
                at: day(number, 12, 16).at(11, 30 + index), area: unit)
        }
    }

    private mutating func add(
        _ item: BenefitItem, by actor: Actor, at instant: Instant, area: AreaID
    ) {
        agenda.add(
            instant, by: actor,
            BenefitItemAdded {
                $0.item = item.id
                $0.domain = item.domain
                $0.name = item.name
                $0.legalBasis = item.basis
                $0.kinScope = "褒扬条例第十五条所列遗属"
                $0.dutyBearer = item.bearer
                $0.area = area
            })
    }
}
