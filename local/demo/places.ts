/** Where the demo's people live: one time zone and language a group, for a request has one context. */
export interface Group {
  timezone: string;
  /** Minutes east of Greenwich; clocks that change do not matter to an invented rhythm. */
  offsetMinutes: number;
  language: string;
  cities: readonly (readonly [city: City, weight: number])[];
}
export interface City {
  country: string;
  region: string;
  city: string;
}

const city = (country: string, region: string, name: string, weight: number) =>
  [{ country, region, city: name }, weight] as const;

export const GROUPS: readonly (readonly [group: Group, weight: number])[] = [
  [
    {
      timezone: "Europe/Berlin",
      offsetMinutes: 60,
      language: "de-DE",
      cities: [
        city("DE", "Hamburg", "Hamburg", 9),
        city("DE", "Berlin", "Berlin", 7),
        city("DE", "Bavaria", "Munich", 5),
        city("DE", "Lower Saxony", "Cuxhaven", 3),
        city("AT", "Vienna", "Vienna", 2),
        city("CH", "Zurich", "Zürich", 3),
      ],
    },
    26,
  ],
  [
    {
      timezone: "Europe/London",
      offsetMinutes: 0,
      language: "en-GB",
      cities: [
        city("GB", "England", "London", 9),
        city("GB", "England", "Bristol", 5),
        city("GB", "Scotland", "Edinburgh", 2),
        city("IE", "Leinster", "Dublin", 3),
        city("PT", "Lisbon", "Lisbon", 2),
      ],
    },
    19,
  ],
  [
    {
      timezone: "America/New_York",
      offsetMinutes: -300,
      language: "en-US",
      cities: [
        city("US", "New York", "New York", 8),
        city("US", "Massachusetts", "Boston", 5),
        city("US", "Florida", "Miami", 3),
        city("CA", "Ontario", "Toronto", 3),
        city("CA", "Nova Scotia", "Halifax", 1),
      ],
    },
    20,
  ],
  [
    {
      timezone: "America/Los_Angeles",
      offsetMinutes: -480,
      language: "en-US",
      cities: [
        city("US", "California", "San Francisco", 6),
        city("US", "California", "Los Angeles", 4),
        city("US", "Washington", "Seattle", 4),
        city("CA", "British Columbia", "Vancouver", 2),
      ],
    },
    11,
  ],
  [
    {
      timezone: "Europe/Paris",
      offsetMinutes: 60,
      language: "fr-FR",
      cities: [
        city("FR", "Brittany", "Saint-Malo", 4),
        city("FR", "Île-de-France", "Paris", 7),
        city("FR", "Pays de la Loire", "Nantes", 3),
        city("BE", "Brussels Capital", "Brussels", 2),
      ],
    },
    11,
  ],
  [
    {
      timezone: "Europe/Amsterdam",
      offsetMinutes: 60,
      language: "nl-NL",
      cities: [
        city("NL", "South Holland", "Rotterdam", 4),
        city("NL", "North Holland", "Amsterdam", 5),
        city("BE", "Flanders", "Antwerp", 2),
      ],
    },
    6,
  ],
  [
    {
      timezone: "Asia/Kolkata",
      offsetMinutes: 330,
      language: "en-IN",
      cities: [
        city("IN", "Maharashtra", "Mumbai", 4),
        city("IN", "Karnataka", "Bengaluru", 4),
        city("IN", "Tamil Nadu", "Chennai", 2),
      ],
    },
    5,
  ],
  [
    {
      timezone: "Australia/Sydney",
      offsetMinutes: 660,
      language: "en-AU",
      cities: [
        city("AU", "New South Wales", "Sydney", 4),
        city("AU", "Victoria", "Melbourne", 3),
        city("NZ", "Auckland", "Auckland", 2),
      ],
    },
    4,
  ],
];
