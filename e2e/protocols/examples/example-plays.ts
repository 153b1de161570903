/** One of the tests of an example, and how its script is played in real time. */
export type ExamplePlay = {
  readonly example: string;
  /** Which of `examples/<name>/<name>.test.yaml`. Its script, its services and what must come of it are in there. */
  readonly test: string;
  /** The steps in which its acts are done, in order; the simulator knows by itself when somebody is asked. */
  readonly at: readonly string[];
  /** What is said instead by who has no keys, act by act. Absent: nobody without keys gets through this flow. */
  readonly words?: readonly string[];
  /** Variables that hold what a caller said word by word: recognisers hear sound of different codecs differently. */
  readonly heardIn?: readonly string[];
  /** Exits its own test expects that need more people than a caller: those of a queue with agents. */
  readonly isLeftAt?: string;
};

/** Every example, by one of its own tests. */
export const examplePlays: readonly ExamplePlay[] = [
  {
    example: 'ai-receptionist',
    test: 'So does a caller who says nothing to a machine',
    at: ['menu'],
    heardIn: ['conversation'],
  },
  {
    example: 'appointment-reminder',
    test: 'The patient confirms',
    at: ['who', 'reminder'],
    words: ['yes', 'confirm'],
  },
  {
    example: 'card-payment',
    test: 'A customer pays, and of the card nothing is kept',
    at: ['invoice', 'amount', 'card-number', 'expiry', 'security-code'],
  },
  {
    example: 'company-menu',
    test: 'A caller in opening hours presses 1 and speaks to sales',
    at: ['main'],
    words: ['sales'],
  },
  { example: 'conference-room', test: 'Who is too early is told when to call again', at: ['pin'] },
  {
    example: 'delivery-slots',
    test: 'The cheapest comes first, and the second is taken',
    at: ['offer', 'offer'],
    words: ['no', 'yes'],
  },
  { example: 'door-intercom', test: 'A courier has a code, and the gate opens', at: ['choose', 'code'] },
  {
    example: 'greeting',
    test: 'A caller in the morning agrees by key, and the call is recorded',
    at: ['consent'],
    words: ['yes'],
  },
  {
    example: 'holiday-router',
    test: 'A caller at night has no power and gets to the engineers',
    at: ['consent', 'choices'],
  },
  {
    example: 'language-hotline',
    test: 'An English caller says what it is about',
    at: ['language', 'main'],
    isLeftAt: 'human',
  },
  { example: 'on-call', test: 'What can wait is for office hours', at: ['severity'] },
  {
    example: 'order-status',
    test: 'A delivered order is said to be',
    at: ['number', 'more', 'more'],
  },
  {
    example: 'support-queue',
    test: 'A caller waits in the queue, hears their place, and talks to an agent',
    at: ['customer-number'],
    isLeftAt: 'queue',
  },
  {
    example: 'survey',
    test: 'A patient who leaves no comment counts all the same',
    at: ['solved', 'rating'],
    words: ['no', 'zero'],
  },
];
