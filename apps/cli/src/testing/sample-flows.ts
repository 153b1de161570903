/** A menu of two ways, each with its words, that is right. */
export const RECEPTION = `callwright: 2
id: reception
name: Reception

settings:
  language: en-US
start: main

steps:
  main:
    type: menu
    name: Main menu
    config:
      prompt: For sales, press 1. For hours, press 2.
      answers:
        - {id: sales, label: Sales, key: "1"}
        - {id: hours, label: Hours, key: "2"}
    exits:
      sales: sales
      hours: hours
      noInput: bye
      noMatch: bye

  sales:
    type: say
    name: Sales
    config:
      text: Sales is closed today.
    exits:
      done: bye

  hours:
    type: say
    name: Hours
    config:
      text: We are open from nine to five.
    exits:
      done: bye

  bye:
    type: hangup
    name: Goodbye
    config:
      text: Goodbye.
`;

/** The same with a way out that leads nowhere. */
export const RECEPTION_BROKEN = RECEPTION.replace('      hours: hours\n', '');

/** Tests of it, all of which pass. */
export const RECEPTION_TESTS = `tests:
  - name: sales by key
    when:
      - presses: "1"
    then:
      path: [main, sales, bye]
      heard: [Sales is closed]
      ended: completed
`;
