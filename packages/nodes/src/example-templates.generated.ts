// Made by `npm run generate` from examples/*/*.flow.yaml. Do not edit.

/** The example flows that stand alone, as templates before they are read. */
export const exampleTemplates: readonly unknown[] = [
  {
    "id": "company-menu",
    "name": "Company menu with opening hours and voicemail",
    "description": "Open or closed, sales, service or a person, and voicemail by e-mail when nobody is there.",
    "document": {
      "flow": {
        "schema": 2,
        "start": "hours",
        "nodes": [
          {
            "id": "hours",
            "name": "Are we open?",
            "type": "hours",
            "config": {
              "hours": {
                "weekly": {
                  "monday": [
                    {
                      "from": "08:30",
                      "to": "17:30"
                    }
                  ],
                  "tuesday": [
                    {
                      "from": "08:30",
                      "to": "17:30"
                    }
                  ],
                  "wednesday": [
                    {
                      "from": "08:30",
                      "to": "17:30"
                    }
                  ],
                  "thursday": [
                    {
                      "from": "08:30",
                      "to": "19:00"
                    }
                  ],
                  "friday": [
                    {
                      "from": "08:30",
                      "to": "16:00"
                    }
                  ]
                },
                "holidays": [
                  {
                    "date": "01-01",
                    "name": "New Year's Day"
                  },
                  {
                    "date": "12-24",
                    "name": "Christmas Eve",
                    "hours": [
                      {
                        "from": "09:00",
                        "to": "12:00"
                      }
                    ]
                  },
                  {
                    "date": "12-25",
                    "name": "Christmas Day"
                  },
                  {
                    "date": "12-26",
                    "name": "Boxing Day"
                  }
                ]
              },
              "saveAs": "opening"
            }
          },
          {
            "id": "welcome",
            "name": "Welcome",
            "type": "say",
            "config": {
              "text": "Thank you for calling Harbour Street Furniture.",
              "mayInterrupt": true
            }
          },
          {
            "id": "main",
            "name": "Main menu",
            "type": "menu",
            "config": {
              "prompt": "For sales, press 1 or say sales. For deliveries, press 2 or say deliveries. To hear where you find us, press 3 or say address. For everything else, press 0.",
              "acceptsSpeech": true,
              "answers": [
                {
                  "id": "sales",
                  "label": "Sales",
                  "key": "1",
                  "phrases": [
                    "sales",
                    "buy",
                    "new order"
                  ]
                },
                {
                  "id": "deliveries",
                  "label": "Deliveries",
                  "key": "2",
                  "phrases": [
                    "deliveries",
                    "delivery",
                    "my order"
                  ]
                },
                {
                  "id": "address",
                  "label": "Where to find us",
                  "key": "3",
                  "phrases": [
                    "address",
                    "directions",
                    "where are you"
                  ]
                },
                {
                  "id": "reception",
                  "label": "Everything else",
                  "key": "0",
                  "phrases": [
                    "reception",
                    "operator",
                    "somebody"
                  ]
                }
              ],
              "repeatKey": "*"
            }
          },
          {
            "id": "address",
            "name": "Where to find us",
            "type": "say",
            "config": {
              "text": "You find us at 12 Harbour Street, opposite the railway station. There is free parking behind the house."
            }
          },
          {
            "id": "sales",
            "name": "Sales",
            "type": "transfer",
            "version": 2,
            "config": {
              "target": "sales",
              "timeoutMs": 25000
            }
          },
          {
            "id": "deliveries",
            "name": "Deliveries",
            "type": "transfer",
            "version": 2,
            "config": {
              "target": "deliveries",
              "timeoutMs": 25000
            }
          },
          {
            "id": "reception",
            "name": "Reception",
            "type": "transfer",
            "version": 2,
            "config": {
              "target": "reception",
              "timeoutMs": 20000
            }
          },
          {
            "id": "closed",
            "name": "We are closed",
            "type": "say",
            "config": {
              "text": "Thank you for calling Harbour Street Furniture. We are closed at the moment and open again {% if opening.next.inDays == 0 %}today{% elsif opening.next.inDays == 1 %}tomorrow{% else %}in {{ opening.next.inDays }} days{% endif %} at {{ opening.next.time }}."
            }
          },
          {
            "id": "holiday",
            "name": "It is a holiday",
            "type": "say",
            "config": {
              "text": "Thank you for calling Harbour Street Furniture. We are closed for {{ opening.name }}."
            }
          },
          {
            "id": "voicemail",
            "name": "Voicemail",
            "type": "voicemail",
            "config": {
              "greeting": "Please leave your name, your number and your message after the tone. Press the hash key when you have finished.",
              "maxMs": 180000,
              "emailTo": "office@harbour-street.example",
              "emailSubject": "Voicemail from {{ call.from }}",
              "emailText": "Somebody called from {{ call.from }} and left a message. It is attached."
            }
          },
          {
            "id": "thanks",
            "name": "Thank you",
            "type": "hangup",
            "config": {
              "text": "Thank you for your message. We call you back on the next working day. Goodbye."
            }
          },
          {
            "id": "goodbye",
            "name": "Goodbye",
            "type": "hangup",
            "config": {
              "text": "Thank you for calling Harbour Street Furniture. Goodbye."
            }
          }
        ],
        "edges": [
          {
            "from": "hours",
            "exit": "open",
            "to": "welcome"
          },
          {
            "from": "hours",
            "exit": "closed",
            "to": "closed"
          },
          {
            "from": "hours",
            "exit": "holiday",
            "to": "holiday"
          },
          {
            "from": "welcome",
            "exit": "done",
            "to": "main"
          },
          {
            "from": "welcome",
            "exit": "failed",
            "to": "main"
          },
          {
            "from": "main",
            "exit": "sales",
            "to": "sales"
          },
          {
            "from": "main",
            "exit": "deliveries",
            "to": "deliveries"
          },
          {
            "from": "main",
            "exit": "address",
            "to": "address"
          },
          {
            "from": "main",
            "exit": "reception",
            "to": "reception"
          },
          {
            "from": "main",
            "exit": "noInput",
            "to": "reception"
          },
          {
            "from": "main",
            "exit": "noMatch",
            "to": "reception"
          },
          {
            "from": "address",
            "exit": "done",
            "to": "main"
          },
          {
            "from": "sales",
            "exit": "ended",
            "to": "goodbye"
          },
          {
            "from": "sales",
            "exit": "noAnswer",
            "to": "voicemail"
          },
          {
            "from": "sales",
            "exit": "busy",
            "to": "voicemail"
          },
          {
            "from": "sales",
            "exit": "failed",
            "to": "voicemail"
          },
          {
            "from": "deliveries",
            "exit": "ended",
            "to": "goodbye"
          },
          {
            "from": "deliveries",
            "exit": "noAnswer",
            "to": "voicemail"
          },
          {
            "from": "deliveries",
            "exit": "busy",
            "to": "voicemail"
          },
          {
            "from": "deliveries",
            "exit": "failed",
            "to": "voicemail"
          },
          {
            "from": "reception",
            "exit": "ended",
            "to": "goodbye"
          },
          {
            "from": "reception",
            "exit": "noAnswer",
            "to": "voicemail"
          },
          {
            "from": "reception",
            "exit": "busy",
            "to": "voicemail"
          },
          {
            "from": "reception",
            "exit": "failed",
            "to": "voicemail"
          },
          {
            "from": "closed",
            "exit": "done",
            "to": "voicemail"
          },
          {
            "from": "closed",
            "exit": "failed",
            "to": "voicemail"
          },
          {
            "from": "holiday",
            "exit": "done",
            "to": "voicemail"
          },
          {
            "from": "holiday",
            "exit": "failed",
            "to": "voicemail"
          },
          {
            "from": "voicemail",
            "exit": "left",
            "to": "thanks"
          },
          {
            "from": "voicemail",
            "exit": "none",
            "to": "goodbye"
          }
        ],
        "settings": {
          "language": "en-GB",
          "timeZone": "Europe/London",
          "failure": {
            "prompt": "I am sorry, something went wrong. Please call us again in a few minutes."
          }
        }
      },
      "layout": {
        "nodes": {
          "hours": {
            "x": 260,
            "y": 1050
          },
          "welcome": {
            "x": 600,
            "y": 540
          },
          "main": {
            "x": 950,
            "y": 410
          },
          "address": {
            "x": 1290,
            "y": 790
          },
          "sales": {
            "x": 1290,
            "y": 40
          },
          "deliveries": {
            "x": 1290,
            "y": 290
          },
          "reception": {
            "x": 1290,
            "y": 540
          },
          "closed": {
            "x": 1290,
            "y": 1030
          },
          "holiday": {
            "x": 1290,
            "y": 1320
          },
          "voicemail": {
            "x": 1640,
            "y": 450
          },
          "thanks": {
            "x": 1980,
            "y": 440
          },
          "goodbye": {
            "x": 1980,
            "y": 270
          }
        }
      }
    }
  },
  {
    "id": "support-queue",
    "name": "Support queue with callback",
    "description": "A queue that tells the place and the wait, serves premium customers first, and calls back.",
    "document": {
      "flow": {
        "schema": 2,
        "start": "welcome",
        "nodes": [
          {
            "id": "welcome",
            "name": "Welcome",
            "type": "say",
            "config": {
              "text": "Welcome to Brightbyte support."
            }
          },
          {
            "id": "customer-number",
            "name": "Customer number",
            "type": "collect",
            "config": {
              "prompt": "Please enter your six digit customer number. If you do not have it at hand, press the star key.",
              "minDigits": 1,
              "maxDigits": 6,
              "finishOnKey": "*",
              "lengths": "6",
              "noMatchPrompt": "A customer number has six digits.",
              "noInputRetries": 0,
              "noMatchRetries": 1,
              "saveAs": "customer"
            }
          },
          {
            "id": "look-up",
            "name": "Look up the plan",
            "type": "http",
            "config": {
              "url": "https://api.brightbyte.example/customers/{{ customer }}",
              "auth": {
                "kind": "bearer",
                "secret": "brightbyte-api"
              },
              "results": [
                {
                  "path": "plan",
                  "as": "plan"
                }
              ],
              "fillerText": "One moment, please.",
              "timeoutMs": 4000
            }
          },
          {
            "id": "plan",
            "name": "Which plan?",
            "type": "switch",
            "config": {
              "value": "{{ plan }}",
              "cases": [
                {
                  "id": "premium",
                  "label": "Premium",
                  "values": [
                    "premium",
                    "enterprise"
                  ]
                }
              ]
            }
          },
          {
            "id": "premium-queue",
            "name": "Premium queue",
            "type": "queue",
            "config": {
              "queue": "support-premium",
              "priority": 50,
              "announcement": "You are a premium customer. Somebody is with you in a moment.",
              "announceEveryMs": 0,
              "maxWaitMs": 120000,
              "saveAs": "waited"
            }
          },
          {
            "id": "queue",
            "name": "Support queue",
            "type": "queue",
            "config": {
              "queue": "support",
              "announcement": "You are number {{ position }} in line.{% if minutes %} The wait is about {{ minutes }} {{ minutes | plural: \"minute\", \"minutes\" }}.{% endif %} To be called back instead, press 1.",
              "announceEveryMs": 45000,
              "callbackKey": "1",
              "maxWaitMs": 900000,
              "saveAs": "waited"
            }
          },
          {
            "id": "callback-offer",
            "name": "Call you back?",
            "type": "confirm",
            "config": {
              "prompt": "Our team is very busy right now. Shall we call you back at {{ call.from | digits }}? Press 1 for yes, or 2 for no.",
              "readsDigits": false,
              "noInputRetries": 1
            }
          },
          {
            "id": "callback",
            "name": "Ask for the callback",
            "type": "message",
            "config": {
              "channel": "webhook",
              "to": "https://api.brightbyte.example/callbacks",
              "values": [
                {
                  "name": "number",
                  "value": "{{ callbackNumber | default: call.from }}"
                },
                {
                  "name": "customer",
                  "value": "{{ customer | default: \"unknown\" }}"
                }
              ]
            }
          },
          {
            "id": "called-back",
            "name": "To be called back",
            "type": "tag",
            "config": {
              "outcome": "callback"
            }
          },
          {
            "id": "callback-words",
            "name": "We call you back",
            "type": "hangup",
            "config": {
              "text": "We will call you back today. Thank you, and goodbye."
            }
          },
          {
            "id": "talked",
            "name": "Talked with us",
            "type": "tag",
            "config": {
              "tags": [
                {
                  "name": "agent",
                  "value": "{{ waited.agent | default: \"unknown\" }}"
                }
              ],
              "outcome": "handled"
            }
          },
          {
            "id": "goodbye",
            "name": "Goodbye",
            "type": "hangup",
            "config": {
              "text": "Thank you for calling Brightbyte. Goodbye."
            }
          },
          {
            "id": "try-later",
            "name": "Another time",
            "type": "hangup",
            "config": {
              "text": "We are sorry that you could not reach us. You find answers to many questions at help.brightbyte.example. Goodbye."
            }
          }
        ],
        "edges": [
          {
            "from": "welcome",
            "exit": "done",
            "to": "customer-number"
          },
          {
            "from": "welcome",
            "exit": "failed",
            "to": "customer-number"
          },
          {
            "from": "customer-number",
            "exit": "digits",
            "to": "look-up"
          },
          {
            "from": "customer-number",
            "exit": "noInput",
            "to": "queue"
          },
          {
            "from": "customer-number",
            "exit": "noMatch",
            "to": "queue"
          },
          {
            "from": "customer-number",
            "exit": "failed",
            "to": "queue"
          },
          {
            "from": "look-up",
            "exit": "ok",
            "to": "plan"
          },
          {
            "from": "look-up",
            "exit": "failed",
            "to": "queue"
          },
          {
            "from": "look-up",
            "exit": "timeout",
            "to": "queue"
          },
          {
            "from": "look-up",
            "exit": "otherwise",
            "to": "queue"
          },
          {
            "from": "plan",
            "exit": "premium",
            "to": "premium-queue"
          },
          {
            "from": "plan",
            "exit": "otherwise",
            "to": "queue"
          },
          {
            "from": "premium-queue",
            "exit": "ended",
            "to": "talked"
          },
          {
            "from": "premium-queue",
            "exit": "timeout",
            "to": "queue"
          },
          {
            "from": "premium-queue",
            "exit": "full",
            "to": "queue"
          },
          {
            "from": "premium-queue",
            "exit": "failed",
            "to": "queue"
          },
          {
            "from": "queue",
            "exit": "ended",
            "to": "talked"
          },
          {
            "from": "queue",
            "exit": "callback",
            "to": "callback"
          },
          {
            "from": "queue",
            "exit": "timeout",
            "to": "callback-offer"
          },
          {
            "from": "queue",
            "exit": "full",
            "to": "callback-offer"
          },
          {
            "from": "callback-offer",
            "exit": "yes",
            "to": "callback"
          },
          {
            "from": "callback-offer",
            "exit": "no",
            "to": "try-later"
          },
          {
            "from": "callback-offer",
            "exit": "noInput",
            "to": "try-later"
          },
          {
            "from": "callback-offer",
            "exit": "noMatch",
            "to": "try-later"
          },
          {
            "from": "callback",
            "exit": "queued",
            "to": "called-back"
          },
          {
            "from": "called-back",
            "exit": "done",
            "to": "callback-words"
          },
          {
            "from": "talked",
            "exit": "done",
            "to": "goodbye"
          }
        ],
        "settings": {
          "language": "en-US",
          "timeZone": "America/New_York",
          "variables": [
            {
              "name": "customer",
              "type": "text",
              "description": "The customer number, once it is known"
            },
            {
              "name": "waited",
              "type": "object",
              "description": "How the wait went"
            }
          ]
        }
      },
      "layout": {
        "nodes": {
          "welcome": {
            "x": 260,
            "y": 190
          },
          "customer-number": {
            "x": 600,
            "y": 170
          },
          "look-up": {
            "x": 950,
            "y": 80
          },
          "plan": {
            "x": 1290,
            "y": 170
          },
          "premium-queue": {
            "x": 1640,
            "y": 120
          },
          "queue": {
            "x": 1980,
            "y": 220
          },
          "callback-offer": {
            "x": 2320,
            "y": 310
          },
          "callback": {
            "x": 2670,
            "y": 210
          },
          "called-back": {
            "x": 3010,
            "y": 200
          },
          "callback-words": {
            "x": 3360,
            "y": 200
          },
          "talked": {
            "x": 2320,
            "y": 80
          },
          "goodbye": {
            "x": 2670,
            "y": 40
          },
          "try-later": {
            "x": 2670,
            "y": 420
          }
        }
      }
    }
  },
  {
    "id": "survey",
    "name": "Satisfaction survey",
    "description": "Two questions by voice or key; those who are not happy are asked why.",
    "document": {
      "flow": {
        "schema": 2,
        "start": "intro",
        "nodes": [
          {
            "id": "intro",
            "name": "Introduction",
            "type": "say",
            "config": {
              "text": "Thank you for choosing Lakeside Dental. We have two short questions about your visit."
            }
          },
          {
            "id": "solved",
            "name": "Was everything done?",
            "type": "confirm",
            "config": {
              "prompt": "Was everything you came for taken care of? Press 1 or say yes, or press 2 or say no.",
              "saveAs": "solved"
            }
          },
          {
            "id": "rating",
            "name": "Would you recommend us?",
            "type": "listen",
            "config": {
              "prompt": "How likely are you to recommend us to a friend? Please say or enter a number from 0 to 10, where 10 means very likely.",
              "listensFor": "number",
              "interDigitMs": 1500,
              "saveAs": "rating"
            }
          },
          {
            "id": "score",
            "name": "How much is that?",
            "type": "branch",
            "config": {
              "rules": [
                {
                  "id": "promoter",
                  "label": "Promoter",
                  "expression": "rating >= 9 and rating <= 10"
                },
                {
                  "id": "passive",
                  "label": "Passive",
                  "expression": "rating >= 7 and rating <= 8"
                },
                {
                  "id": "detractor",
                  "label": "Detractor",
                  "expression": "rating >= 0 and rating <= 6"
                }
              ]
            }
          },
          {
            "id": "rating-again",
            "name": "Not on the scale",
            "type": "say",
            "config": {
              "text": "That is not on our scale."
            }
          },
          {
            "id": "promoter",
            "name": "A promoter",
            "type": "set",
            "config": {
              "assignments": [
                {
                  "name": "recommends",
                  "value": "promoter"
                }
              ]
            }
          },
          {
            "id": "passive",
            "name": "Neither",
            "type": "set",
            "config": {
              "assignments": [
                {
                  "name": "recommends",
                  "value": "passive"
                }
              ]
            }
          },
          {
            "id": "detractor",
            "name": "A detractor",
            "type": "set",
            "config": {
              "assignments": [
                {
                  "name": "recommends",
                  "value": "detractor"
                }
              ]
            }
          },
          {
            "id": "what-was-wrong",
            "name": "What was wrong?",
            "type": "voicemail",
            "config": {
              "greeting": "We are sorry to hear that. Please tell us after the tone what we can do better, and press pound when done.",
              "tooShortRetries": 0,
              "hasReview": false,
              "maxMs": 90000,
              "saveAs": "comment"
            }
          },
          {
            "id": "send",
            "name": "Save the answers",
            "type": "http",
            "config": {
              "method": "POST",
              "url": "https://survey.lakeside-dental.example/answers",
              "auth": {
                "kind": "header",
                "header": "X-Api-Key",
                "secret": "survey-key"
              },
              "bodyKind": "fields",
              "fields": [
                {
                  "name": "rating",
                  "value": "{{ rating }}"
                },
                {
                  "name": "group",
                  "value": "{{ recommends }}"
                },
                {
                  "name": "solved",
                  "value": "{{ solved }}"
                },
                {
                  "name": "comment",
                  "value": "{{ comment.transcript | default: \"\" }}"
                }
              ],
              "retries": 1
            }
          },
          {
            "id": "mark",
            "name": "Mark the call",
            "type": "tag",
            "config": {
              "tags": [
                {
                  "name": "survey",
                  "value": "{{ recommends }}"
                }
              ],
              "outcome": "answered"
            }
          },
          {
            "id": "thanks",
            "name": "Thank you",
            "type": "hangup",
            "config": {
              "text": "Thank you for your answers. They help us to do better. Goodbye."
            }
          },
          {
            "id": "no-time",
            "name": "Another time",
            "type": "hangup",
            "config": {
              "text": "That is fine. Thank you for your visit, and goodbye.",
              "reason": "notAnswered"
            }
          }
        ],
        "edges": [
          {
            "from": "intro",
            "exit": "done",
            "to": "solved"
          },
          {
            "from": "intro",
            "exit": "failed",
            "to": "solved"
          },
          {
            "from": "solved",
            "exit": "yes",
            "to": "rating"
          },
          {
            "from": "solved",
            "exit": "no",
            "to": "rating"
          },
          {
            "from": "solved",
            "exit": "noInput",
            "to": "no-time"
          },
          {
            "from": "solved",
            "exit": "noMatch",
            "to": "rating"
          },
          {
            "from": "rating",
            "exit": "answered",
            "to": "score"
          },
          {
            "from": "rating",
            "exit": "noInput",
            "to": "no-time"
          },
          {
            "from": "rating",
            "exit": "noMatch",
            "to": "no-time"
          },
          {
            "from": "score",
            "exit": "promoter",
            "to": "promoter"
          },
          {
            "from": "score",
            "exit": "passive",
            "to": "passive"
          },
          {
            "from": "score",
            "exit": "detractor",
            "to": "detractor"
          },
          {
            "from": "score",
            "exit": "otherwise",
            "to": "rating-again"
          },
          {
            "from": "rating-again",
            "exit": "done",
            "to": "rating"
          },
          {
            "from": "rating-again",
            "exit": "failed",
            "to": "rating"
          },
          {
            "from": "promoter",
            "exit": "done",
            "to": "send"
          },
          {
            "from": "passive",
            "exit": "done",
            "to": "send"
          },
          {
            "from": "detractor",
            "exit": "done",
            "to": "what-was-wrong"
          },
          {
            "from": "what-was-wrong",
            "exit": "left",
            "to": "send"
          },
          {
            "from": "what-was-wrong",
            "exit": "none",
            "to": "send"
          },
          {
            "from": "what-was-wrong",
            "exit": "failed",
            "to": "send"
          },
          {
            "from": "send",
            "exit": "ok",
            "to": "mark"
          },
          {
            "from": "send",
            "exit": "failed",
            "to": "mark"
          },
          {
            "from": "send",
            "exit": "timeout",
            "to": "mark"
          },
          {
            "from": "send",
            "exit": "otherwise",
            "to": "mark"
          },
          {
            "from": "mark",
            "exit": "done",
            "to": "thanks"
          }
        ],
        "settings": {
          "language": "en-US",
          "timeZone": "America/Chicago",
          "failure": {
            "prompt": "I am sorry, our survey does not work right now. Thank you for your patience."
          },
          "defaults": {
            "noInputRetries": 1,
            "noMatchRetries": 1
          },
          "variables": [
            {
              "name": "rating",
              "type": "number",
              "description": "How likely they are to recommend us, 0 to 10"
            },
            {
              "name": "recommends",
              "type": "text",
              "initial": "unknown",
              "description": "promoter, passive or detractor"
            },
            {
              "name": "solved",
              "type": "boolean",
              "initial": false
            }
          ]
        }
      },
      "layout": {
        "nodes": {
          "intro": {
            "x": 260,
            "y": 490
          },
          "solved": {
            "x": 600,
            "y": 500
          },
          "rating": {
            "x": 950,
            "y": 400
          },
          "score": {
            "x": 1290,
            "y": 210
          },
          "rating-again": {
            "x": 1640,
            "y": 530
          },
          "promoter": {
            "x": 1980,
            "y": 40
          },
          "passive": {
            "x": 1980,
            "y": 240
          },
          "detractor": {
            "x": 1640,
            "y": 330
          },
          "what-was-wrong": {
            "x": 1980,
            "y": 440
          },
          "send": {
            "x": 2320,
            "y": 380
          },
          "mark": {
            "x": 2670,
            "y": 450
          },
          "thanks": {
            "x": 3010,
            "y": 450
          },
          "no-time": {
            "x": 1290,
            "y": 560
          }
        }
      }
    }
  },
  {
    "id": "appointment-reminder",
    "name": "Appointment reminder, outbound",
    "description": "Calls a patient, makes sure of who it is, and lets them keep, move or cancel the visit.",
    "document": {
      "flow": {
        "schema": 2,
        "start": "who",
        "nodes": [
          {
            "id": "outbound",
            "name": "How it is started",
            "type": "note",
            "config": {
              "text": "The practice calls its patients with this flow the day before, and gives it the patient, the appointment and its time. Nothing is said about the appointment before whoever answers is known to be the patient."
            }
          },
          {
            "id": "who",
            "name": "Is it the patient?",
            "type": "confirm",
            "config": {
              "prompt": "Hello, this is Redwood Family Practice. Is this {{ patient }}? Press 1 or say yes. If not, press 2 or say no.",
              "readsDigits": false,
              "noInputPrompt": "Hello?"
            }
          },
          {
            "id": "fetch",
            "name": "Please fetch them",
            "type": "say",
            "config": {
              "text": "Please ask them to come to the phone. We will wait for half a minute."
            }
          },
          {
            "id": "wait",
            "name": "Until they are there",
            "type": "wait",
            "config": {
              "waitMs": 30000,
              "sound": "music",
              "music": "prompt:waiting-music",
              "endsOnKey": true
            }
          },
          {
            "id": "reminder-open",
            "name": "Are they there now?",
            "type": "confirm",
            "config": {
              "prompt": "This is Redwood Family Practice. Is this {{ patient }} now? Press 1 for yes, or 2 for no.",
              "readsDigits": false
            }
          },
          {
            "id": "reminder",
            "name": "The reminder",
            "type": "menu",
            "config": {
              "prompt": "You have an appointment on {{ at | date: \"%A, %B %-d\" }} at {{ at | date: \"time\" }}. To confirm it, press 1. To move it to another day, press 2. To cancel it, press 3.",
              "acceptsSpeech": true,
              "answers": [
                {
                  "id": "confirm",
                  "label": "Confirm",
                  "key": "1",
                  "phrases": [
                    "confirm",
                    "I will be there"
                  ]
                },
                {
                  "id": "move",
                  "label": "Another day",
                  "key": "2",
                  "phrases": [
                    "another day",
                    "move it"
                  ]
                },
                {
                  "id": "cancel",
                  "label": "Cancel",
                  "key": "3",
                  "phrases": [
                    "cancel it"
                  ]
                }
              ],
              "repeatKey": "9"
            }
          },
          {
            "id": "new-date",
            "name": "Which day?",
            "type": "listen",
            "config": {
              "prompt": "Which day suits you better? You may say the date, or enter month, day and year as eight digits.",
              "listensFor": "date",
              "noMatchPrompt": "Please say a date, as March the 20th.",
              "saveAs": "newDate"
            }
          },
          {
            "id": "new-time",
            "name": "What time?",
            "type": "listen",
            "config": {
              "prompt": "And at what time?",
              "listensFor": "time",
              "noMatchPrompt": "Please say a time, as half past ten.",
              "saveAs": "newTime"
            }
          },
          {
            "id": "check-back",
            "name": "Is that right?",
            "type": "confirm",
            "config": {
              "prompt": "That is {{ newDate | date: \"%A, %B %-d\" }} at {{ newTime | date: \"time\" }}. If that is right, press 1. If not, press 2.",
              "readsDigits": false
            }
          },
          {
            "id": "move",
            "name": "Move the appointment",
            "type": "http",
            "config": {
              "method": "PUT",
              "url": "https://calendar.redwood.example/appointments/{{ appointmentId }}",
              "auth": {
                "kind": "bearer",
                "secret": "calendar-api"
              },
              "bodyKind": "fields",
              "fields": [
                {
                  "name": "date",
                  "value": "{{ newDate }}"
                },
                {
                  "name": "time",
                  "value": "{{ newTime }}"
                }
              ],
              "ways": [
                {
                  "id": "taken",
                  "label": "Not free",
                  "statuses": [
                    "409"
                  ]
                }
              ],
              "fillerText": "I am looking at our calendar.",
              "fillerAfterMs": 800
            }
          },
          {
            "id": "taken",
            "name": "Not free",
            "type": "say",
            "config": {
              "text": "I am sorry, somebody else is coming then."
            }
          },
          {
            "id": "moved",
            "name": "Moved",
            "type": "tag",
            "config": {
              "outcome": "moved"
            }
          },
          {
            "id": "moved-words",
            "name": "See you then",
            "type": "hangup",
            "config": {
              "text": "Your appointment is on {{ newDate | date: \"%A, %B %-d\" }} at {{ newTime | date: \"time\" }} now. See you then!"
            }
          },
          {
            "id": "confirmed",
            "name": "Confirmed",
            "type": "tag",
            "config": {
              "outcome": "confirmed"
            }
          },
          {
            "id": "see-you",
            "name": "See you tomorrow",
            "type": "hangup",
            "config": {
              "text": "Thank you. We look forward to seeing you. Goodbye."
            }
          },
          {
            "id": "cancelled",
            "name": "Cancelled",
            "type": "tag",
            "config": {
              "outcome": "cancelled"
            }
          },
          {
            "id": "cancel-words",
            "name": "Cancelled",
            "type": "hangup",
            "config": {
              "text": "Your appointment is cancelled. Please call us when you would like a new one. Goodbye."
            }
          },
          {
            "id": "desk",
            "name": "Front desk",
            "type": "transfer",
            "version": 2,
            "config": {
              "target": "front-desk",
              "mode": "attended",
              "announce": "{{ patient }} is on the line about their appointment."
            }
          },
          {
            "id": "by-desk",
            "name": "Settled at the desk",
            "type": "tag",
            "config": {
              "outcome": "desk"
            }
          },
          {
            "id": "goodbye",
            "name": "Goodbye",
            "type": "hangup",
            "config": {
              "text": "Goodbye."
            }
          },
          {
            "id": "machine",
            "name": "Text instead",
            "type": "message",
            "config": {
              "channel": "sms",
              "to": "{{ call.to }}",
              "text": "Redwood Family Practice: please call us at +1 415 555 0134 about your visit."
            }
          },
          {
            "id": "call-again",
            "name": "To be called again",
            "type": "tag",
            "config": {
              "outcome": "unreached"
            }
          },
          {
            "id": "another-time",
            "name": "Another time",
            "type": "hangup",
            "config": {
              "text": "We will call again. Goodbye."
            }
          }
        ],
        "edges": [
          {
            "from": "who",
            "exit": "yes",
            "to": "reminder"
          },
          {
            "from": "who",
            "exit": "no",
            "to": "fetch"
          },
          {
            "from": "who",
            "exit": "noInput",
            "to": "machine"
          },
          {
            "from": "who",
            "exit": "noMatch",
            "to": "fetch"
          },
          {
            "from": "fetch",
            "exit": "done",
            "to": "wait"
          },
          {
            "from": "wait",
            "exit": "done",
            "to": "reminder-open"
          },
          {
            "from": "wait",
            "exit": "key",
            "to": "reminder-open"
          },
          {
            "from": "wait",
            "exit": "failed",
            "to": "reminder-open"
          },
          {
            "from": "reminder-open",
            "exit": "yes",
            "to": "reminder"
          },
          {
            "from": "reminder-open",
            "exit": "no",
            "to": "call-again"
          },
          {
            "from": "reminder-open",
            "exit": "noInput",
            "to": "call-again"
          },
          {
            "from": "reminder-open",
            "exit": "noMatch",
            "to": "call-again"
          },
          {
            "from": "reminder",
            "exit": "confirm",
            "to": "confirmed"
          },
          {
            "from": "reminder",
            "exit": "move",
            "to": "new-date"
          },
          {
            "from": "reminder",
            "exit": "cancel",
            "to": "cancelled"
          },
          {
            "from": "reminder",
            "exit": "noInput",
            "to": "call-again"
          },
          {
            "from": "reminder",
            "exit": "noMatch",
            "to": "desk"
          },
          {
            "from": "new-date",
            "exit": "answered",
            "to": "new-time"
          },
          {
            "from": "new-date",
            "exit": "noInput",
            "to": "desk"
          },
          {
            "from": "new-date",
            "exit": "noMatch",
            "to": "desk"
          },
          {
            "from": "new-time",
            "exit": "answered",
            "to": "check-back"
          },
          {
            "from": "new-time",
            "exit": "noInput",
            "to": "desk"
          },
          {
            "from": "new-time",
            "exit": "noMatch",
            "to": "desk"
          },
          {
            "from": "check-back",
            "exit": "yes",
            "to": "move"
          },
          {
            "from": "check-back",
            "exit": "no",
            "to": "new-date"
          },
          {
            "from": "check-back",
            "exit": "noInput",
            "to": "desk"
          },
          {
            "from": "check-back",
            "exit": "noMatch",
            "to": "new-date"
          },
          {
            "from": "move",
            "exit": "ok",
            "to": "moved"
          },
          {
            "from": "move",
            "exit": "taken",
            "to": "taken"
          },
          {
            "from": "move",
            "exit": "failed",
            "to": "desk"
          },
          {
            "from": "move",
            "exit": "timeout",
            "to": "desk"
          },
          {
            "from": "move",
            "exit": "otherwise",
            "to": "desk"
          },
          {
            "from": "taken",
            "exit": "done",
            "to": "new-date"
          },
          {
            "from": "taken",
            "exit": "failed",
            "to": "new-date"
          },
          {
            "from": "moved",
            "exit": "done",
            "to": "moved-words"
          },
          {
            "from": "confirmed",
            "exit": "done",
            "to": "see-you"
          },
          {
            "from": "cancelled",
            "exit": "done",
            "to": "cancel-words"
          },
          {
            "from": "desk",
            "exit": "ended",
            "to": "by-desk"
          },
          {
            "from": "desk",
            "exit": "noAnswer",
            "to": "call-again"
          },
          {
            "from": "desk",
            "exit": "busy",
            "to": "call-again"
          },
          {
            "from": "desk",
            "exit": "failed",
            "to": "call-again"
          },
          {
            "from": "by-desk",
            "exit": "done",
            "to": "goodbye"
          },
          {
            "from": "machine",
            "exit": "queued",
            "to": "call-again"
          },
          {
            "from": "call-again",
            "exit": "done",
            "to": "another-time"
          }
        ],
        "settings": {
          "language": "en-US",
          "timeZone": "America/Los_Angeles",
          "failure": {
            "prompt": "I am sorry, something went wrong. Please call us at your convenience to confirm your appointment."
          },
          "defaults": {
            "noInputRetries": 1,
            "noMatchRetries": 1
          },
          "variables": [
            {
              "name": "patient",
              "type": "text",
              "input": true,
              "description": "As the voice says it"
            },
            {
              "name": "appointmentId",
              "type": "text",
              "input": true
            },
            {
              "name": "at",
              "type": "text",
              "input": true,
              "description": "When it is, as 2026-03-12T14:30"
            },
            {
              "name": "newDate",
              "type": "text"
            },
            {
              "name": "newTime",
              "type": "text"
            }
          ]
        }
      },
      "layout": {
        "nodes": {
          "outbound": {
            "x": 70,
            "y": 40
          },
          "who": {
            "x": 260,
            "y": 260
          },
          "fetch": {
            "x": 600,
            "y": 420
          },
          "wait": {
            "x": 950,
            "y": 980
          },
          "reminder-open": {
            "x": 1290,
            "y": 930
          },
          "reminder": {
            "x": 1640,
            "y": 710
          },
          "new-date": {
            "x": 1980,
            "y": 590
          },
          "new-time": {
            "x": 2320,
            "y": 650
          },
          "check-back": {
            "x": 2670,
            "y": 470
          },
          "move": {
            "x": 3010,
            "y": 590
          },
          "taken": {
            "x": 3360,
            "y": 470
          },
          "moved": {
            "x": 3360,
            "y": 690
          },
          "moved-words": {
            "x": 3700,
            "y": 640
          },
          "confirmed": {
            "x": 1980,
            "y": 320
          },
          "see-you": {
            "x": 2320,
            "y": 320
          },
          "cancelled": {
            "x": 1980,
            "y": 900
          },
          "cancel-words": {
            "x": 2320,
            "y": 880
          },
          "desk": {
            "x": 3360,
            "y": 860
          },
          "by-desk": {
            "x": 3700,
            "y": 840
          },
          "goodbye": {
            "x": 4040,
            "y": 850
          },
          "machine": {
            "x": 950,
            "y": 310
          },
          "call-again": {
            "x": 3700,
            "y": 1010
          },
          "another-time": {
            "x": 4040,
            "y": 1020
          }
        }
      }
    }
  },
  {
    "id": "card-payment",
    "name": "Payment by card, with secret digits",
    "description": "Takes a payment by card: the digits stay secret, and the recording pauses meanwhile.",
    "document": {
      "flow": {
        "schema": 2,
        "start": "record",
        "nodes": [
          {
            "id": "secrets",
            "name": "What is kept of a card",
            "type": "note",
            "config": {
              "text": "Nothing. The three numbers are secrets: their keys are masked wherever the call is written down, they are never said, and the recording is paused while they are entered. Only the request to the payment service carries them."
            }
          },
          {
            "id": "record",
            "name": "Record the call",
            "type": "record",
            "config": {
              "action": "start"
            }
          },
          {
            "id": "welcome",
            "name": "Welcome",
            "type": "say",
            "config": {
              "text": "Welcome to the payment line of Mesa Water. This call is recorded, but not while you enter your card."
            }
          },
          {
            "id": "invoice",
            "name": "Invoice number",
            "type": "collect",
            "config": {
              "prompt": "Please enter the eight digits of your invoice number.",
              "minDigits": 8,
              "maxDigits": 8,
              "noMatchPrompt": "An invoice number has eight digits.",
              "saveAs": "invoice"
            }
          },
          {
            "id": "look-up",
            "name": "Look up the invoice",
            "type": "http",
            "config": {
              "url": "https://billing.mesa-water.example/invoices/{{ invoice }}",
              "auth": {
                "kind": "bearer",
                "secret": "billing-api"
              },
              "results": [
                {
                  "path": "amountDue",
                  "as": "amount"
                }
              ],
              "ways": [
                {
                  "id": "unknown",
                  "label": "No such invoice",
                  "statuses": [
                    "404"
                  ]
                },
                {
                  "id": "paid",
                  "label": "Paid already",
                  "statuses": [
                    "410"
                  ]
                }
              ],
              "fillerText": "One moment. We are looking for your invoice.",
              "fillerAfterMs": 1500
            }
          },
          {
            "id": "unknown",
            "name": "No such invoice",
            "type": "say",
            "config": {
              "text": "We have no invoice with the number {{ invoice | spell }}."
            }
          },
          {
            "id": "paid",
            "name": "Paid already",
            "type": "hangup",
            "config": {
              "text": "This invoice has been paid already. Thank you, and goodbye."
            }
          },
          {
            "id": "amount",
            "name": "Is that the amount?",
            "type": "confirm",
            "config": {
              "prompt": "You owe {{ amount | money: \"USD\" }}. To pay it now by card, press 1. Otherwise press 2.",
              "readsDigits": false
            }
          },
          {
            "id": "pause",
            "name": "Pause the recording",
            "type": "record",
            "config": {
              "action": "pause"
            }
          },
          {
            "id": "card-number",
            "name": "Card number",
            "type": "collect",
            "config": {
              "prompt": "Please enter the number on the front of your card, then the pound key.",
              "minDigits": 12,
              "maxDigits": 19,
              "isSecret": true,
              "lengths": "12-19",
              "timeoutMs": 10000,
              "interDigitMs": 8000,
              "noMatchPrompt": "That is not the number of a card.",
              "saveAs": "cardNumber"
            }
          },
          {
            "id": "expiry",
            "name": "Expiry date",
            "type": "collect",
            "config": {
              "prompt": "Now the month and year until which it is valid, as four digits.",
              "minDigits": 4,
              "maxDigits": 4,
              "isSecret": true,
              "noMatchPrompt": "Please enter two digits for the month and two for the year.",
              "saveAs": "expiry"
            }
          },
          {
            "id": "security-code",
            "name": "Security code",
            "type": "collect",
            "config": {
              "prompt": "And the three or four digits of the security code, then the pound key.",
              "minDigits": 3,
              "maxDigits": 4,
              "isSecret": true,
              "noMatchPrompt": "The code has three or four digits.",
              "saveAs": "securityCode"
            }
          },
          {
            "id": "resume",
            "name": "Record again",
            "type": "record",
            "config": {
              "action": "resume"
            }
          },
          {
            "id": "charge",
            "name": "Charge the card",
            "type": "http",
            "config": {
              "method": "POST",
              "url": "https://payments.mesa-water.example/charges",
              "auth": {
                "kind": "bearer",
                "secret": "payments-api"
              },
              "bodyKind": "json",
              "body": "{\n  \"invoice\": \"{{ invoice }}\",\n  \"amount\": \"{{ amount }}\",\n  \"card\": { \"number\": \"{{ cardNumber }}\", \"expiry\": \"{{ expiry }}\", \"code\": \"{{ securityCode }}\" }\n}\n",
              "results": [
                {
                  "path": "receipt",
                  "as": "receipt"
                }
              ],
              "ways": [
                {
                  "id": "declined",
                  "label": "Declined",
                  "statuses": [
                    "402"
                  ]
                }
              ],
              "fillerText": "Please hold the line while we process your payment.",
              "fillerAfterMs": 500,
              "timeoutMs": 20000
            }
          },
          {
            "id": "paid-now",
            "name": "Paid",
            "type": "tag",
            "config": {
              "tags": [
                {
                  "name": "invoice",
                  "value": "{{ invoice }}"
                }
              ],
              "outcome": "paid"
            }
          },
          {
            "id": "receipt",
            "name": "Send a receipt",
            "type": "message",
            "config": {
              "channel": "sms",
              "text": "Mesa Water: you have paid {{ amount | money: \"USD\" }} for invoice {{ invoice }}. Receipt {{ receipt }}."
            }
          },
          {
            "id": "thanks",
            "name": "Thank you",
            "type": "hangup",
            "config": {
              "text": "Thank you. Your payment is complete. The number of your receipt is {{ receipt | spell }}. Goodbye."
            }
          },
          {
            "id": "declined",
            "name": "Another card?",
            "type": "confirm",
            "config": {
              "prompt": "Your card was declined, and nothing was charged. To try another card, press 1. To speak to us, press 2."
            }
          },
          {
            "id": "colleague",
            "name": "A colleague",
            "type": "transfer",
            "version": 2,
            "config": {
              "target": "billing-desk"
            }
          },
          {
            "id": "goodbye",
            "name": "Goodbye",
            "type": "hangup",
            "config": {
              "text": "Thank you for calling Mesa Water. Goodbye."
            }
          },
          {
            "id": "later",
            "name": "Pay another time",
            "type": "hangup",
            "config": {
              "text": "Nothing was charged. You can also pay at mesa-water.example. Goodbye."
            }
          }
        ],
        "edges": [
          {
            "from": "record",
            "exit": "done",
            "to": "welcome"
          },
          {
            "from": "record",
            "exit": "failed",
            "to": "welcome"
          },
          {
            "from": "welcome",
            "exit": "done",
            "to": "invoice"
          },
          {
            "from": "welcome",
            "exit": "failed",
            "to": "invoice"
          },
          {
            "from": "invoice",
            "exit": "digits",
            "to": "look-up"
          },
          {
            "from": "invoice",
            "exit": "noInput",
            "to": "colleague"
          },
          {
            "from": "invoice",
            "exit": "noMatch",
            "to": "colleague"
          },
          {
            "from": "look-up",
            "exit": "ok",
            "to": "amount"
          },
          {
            "from": "look-up",
            "exit": "unknown",
            "to": "unknown"
          },
          {
            "from": "look-up",
            "exit": "paid",
            "to": "paid"
          },
          {
            "from": "unknown",
            "exit": "done",
            "to": "invoice"
          },
          {
            "from": "unknown",
            "exit": "failed",
            "to": "invoice"
          },
          {
            "from": "amount",
            "exit": "yes",
            "to": "pause"
          },
          {
            "from": "amount",
            "exit": "no",
            "to": "later"
          },
          {
            "from": "amount",
            "exit": "noInput",
            "to": "later"
          },
          {
            "from": "amount",
            "exit": "noMatch",
            "to": "later"
          },
          {
            "from": "pause",
            "exit": "done",
            "to": "card-number"
          },
          {
            "from": "card-number",
            "exit": "digits",
            "to": "expiry"
          },
          {
            "from": "card-number",
            "exit": "noInput",
            "to": "colleague"
          },
          {
            "from": "card-number",
            "exit": "noMatch",
            "to": "colleague"
          },
          {
            "from": "expiry",
            "exit": "digits",
            "to": "security-code"
          },
          {
            "from": "expiry",
            "exit": "noInput",
            "to": "colleague"
          },
          {
            "from": "expiry",
            "exit": "noMatch",
            "to": "colleague"
          },
          {
            "from": "security-code",
            "exit": "digits",
            "to": "resume"
          },
          {
            "from": "security-code",
            "exit": "noInput",
            "to": "colleague"
          },
          {
            "from": "security-code",
            "exit": "noMatch",
            "to": "colleague"
          },
          {
            "from": "resume",
            "exit": "done",
            "to": "charge"
          },
          {
            "from": "resume",
            "exit": "failed",
            "to": "charge"
          },
          {
            "from": "charge",
            "exit": "ok",
            "to": "paid-now"
          },
          {
            "from": "charge",
            "exit": "declined",
            "to": "declined"
          },
          {
            "from": "paid-now",
            "exit": "done",
            "to": "receipt"
          },
          {
            "from": "receipt",
            "exit": "queued",
            "to": "thanks"
          },
          {
            "from": "receipt",
            "exit": "failed",
            "to": "thanks"
          },
          {
            "from": "declined",
            "exit": "yes",
            "to": "pause"
          },
          {
            "from": "declined",
            "exit": "no",
            "to": "colleague"
          },
          {
            "from": "declined",
            "exit": "noInput",
            "to": "later"
          },
          {
            "from": "declined",
            "exit": "noMatch",
            "to": "colleague"
          },
          {
            "from": "colleague",
            "exit": "ended",
            "to": "goodbye"
          },
          {
            "from": "colleague",
            "exit": "noAnswer",
            "to": "later"
          },
          {
            "from": "colleague",
            "exit": "busy",
            "to": "later"
          },
          {
            "from": "colleague",
            "exit": "failed",
            "to": "later"
          }
        ],
        "settings": {
          "language": "en-US",
          "timeZone": "America/Denver",
          "failure": {
            "node": "colleague"
          },
          "defaults": {
            "noInputRetries": 1
          },
          "variables": [
            {
              "name": "invoice",
              "type": "text"
            },
            {
              "name": "amount",
              "type": "number"
            },
            {
              "name": "cardNumber",
              "type": "secret",
              "description": "Sent to the payment service, and to nobody else"
            },
            {
              "name": "expiry",
              "type": "secret"
            },
            {
              "name": "securityCode",
              "type": "secret"
            },
            {
              "name": "receipt",
              "type": "text"
            }
          ]
        }
      },
      "layout": {
        "nodes": {
          "secrets": {
            "x": 70,
            "y": 40
          },
          "record": {
            "x": 260,
            "y": 1110
          },
          "welcome": {
            "x": 600,
            "y": 1060
          },
          "invoice": {
            "x": 950,
            "y": 1080
          },
          "look-up": {
            "x": 1290,
            "y": 870
          },
          "unknown": {
            "x": 1640,
            "y": 1190
          },
          "paid": {
            "x": 1640,
            "y": 1020
          },
          "amount": {
            "x": 1640,
            "y": 690
          },
          "pause": {
            "x": 1980,
            "y": 660
          },
          "card-number": {
            "x": 2320,
            "y": 620
          },
          "expiry": {
            "x": 2670,
            "y": 510
          },
          "security-code": {
            "x": 3010,
            "y": 510
          },
          "resume": {
            "x": 3360,
            "y": 480
          },
          "charge": {
            "x": 3700,
            "y": 460
          },
          "paid-now": {
            "x": 4040,
            "y": 300
          },
          "receipt": {
            "x": 4390,
            "y": 260
          },
          "thanks": {
            "x": 4730,
            "y": 320
          },
          "declined": {
            "x": 4040,
            "y": 470
          },
          "colleague": {
            "x": 4390,
            "y": 670
          },
          "goodbye": {
            "x": 4730,
            "y": 650
          },
          "later": {
            "x": 4730,
            "y": 810
          }
        }
      }
    }
  },
  {
    "id": "ai-receptionist",
    "name": "AI receptionist with a keypad menu to fall back on",
    "description": "A language model books visits and says so at the end; where it fails, a keypad menu stands in.",
    "document": {
      "flow": {
        "schema": 2,
        "start": "receptionist",
        "nodes": [
          {
            "id": "fallback",
            "name": "Never without a way on",
            "type": "note",
            "config": {
              "text": "The agent can only leave by the ways it has, and may hand back at any time. If the service is slow, down or talks too long, the caller gets the menu; so does whoever would rather press keys. Whatever it books is read back and confirmed outside of the agent before anything is done."
            }
          },
          {
            "id": "receptionist",
            "name": "The receptionist",
            "type": "agent",
            "config": {
              "greeting": "Riverside Dental, this is the automatic receptionist. How can I help you?",
              "instructions": "You are the receptionist of Riverside Dental in Springfield. Be brief and friendly; one question at a time.\nVisits are possible from Monday to Friday, 8 am to 6 pm. Find out the day, the time and the reason of a visit.\nWhoever has severe pain, bleeding or an accident is an emergency: leave at once.\nYou know nothing about bills and give no medical advice.\n",
              "slots": [
                {
                  "name": "visitDate",
                  "kind": "date",
                  "description": "The day of the visit"
                },
                {
                  "name": "visitTime",
                  "kind": "time",
                  "description": "The time of the visit"
                },
                {
                  "name": "reason",
                  "kind": "choice",
                  "description": "What it is for",
                  "options": [
                    "check-up",
                    "cleaning",
                    "toothache",
                    "other"
                  ]
                }
              ],
              "exits": [
                {
                  "id": "book",
                  "label": "Book a visit",
                  "description": "The caller has told day and time and reason of a visit."
                },
                {
                  "id": "emergency",
                  "label": "An emergency",
                  "description": "The caller has severe pain, bleeding or had an accident.",
                  "needsAnswers": false
                },
                {
                  "id": "billing",
                  "label": "Billing",
                  "description": "The caller asks about a bill or a payment.",
                  "needsAnswers": false
                }
              ],
              "maxTurns": 8,
              "model": "gpt-4o-mini",
              "auth": {
                "kind": "bearer",
                "secret": "openai-key"
              },
              "temperature": 0.2,
              "requestTimeoutMs": 8000,
              "fillerText": "One moment, please.",
              "saveTranscriptAs": "conversation"
            }
          },
          {
            "id": "confirm",
            "name": "Is that right?",
            "type": "confirm",
            "config": {
              "prompt": "A visit for {{ reason }} on {{ visitDate | date: \"%A, %B %-d\" }} at {{ visitTime | date: \"time\" }}. Is that right? Press 1 or say yes, or press 2 or say no.",
              "readsDigits": false
            }
          },
          {
            "id": "book",
            "name": "Book the visit",
            "type": "http",
            "config": {
              "method": "POST",
              "url": "https://calendar.riverside.example/visits",
              "auth": {
                "kind": "bearer",
                "secret": "calendar-api"
              },
              "bodyKind": "fields",
              "fields": [
                {
                  "name": "date",
                  "value": "{{ visitDate }}"
                },
                {
                  "name": "time",
                  "value": "{{ visitTime }}"
                },
                {
                  "name": "reason",
                  "value": "{{ reason }}"
                },
                {
                  "name": "phone",
                  "value": "{{ call.from }}"
                }
              ],
              "ways": [
                {
                  "id": "taken",
                  "label": "Not free",
                  "statuses": [
                    "409"
                  ]
                }
              ],
              "fillerText": "I am looking at our calendar.",
              "fillerAfterMs": 800
            }
          },
          {
            "id": "taken",
            "name": "Not free",
            "type": "say",
            "config": {
              "text": "I am sorry, that time is not free any more."
            }
          },
          {
            "id": "booked",
            "name": "Send a confirmation",
            "type": "message",
            "config": {
              "channel": "sms",
              "text": "Riverside Dental: see you on {{ visitDate | date: \"%B %-d\" }} at {{ visitTime | date: \"time\" }}."
            }
          },
          {
            "id": "goodbye-booked",
            "name": "Booked",
            "type": "hangup",
            "config": {
              "text": "Your visit is booked. We look forward to seeing you. Goodbye."
            }
          },
          {
            "id": "menu",
            "name": "The menu instead",
            "type": "menu",
            "config": {
              "prompt": "For an emergency, press 1. To book or change a visit, press 2. For billing, press 3.",
              "answers": [
                {
                  "id": "emergency",
                  "label": "An emergency",
                  "key": "1"
                },
                {
                  "id": "visit",
                  "label": "A visit",
                  "key": "2"
                },
                {
                  "id": "billing",
                  "label": "Billing",
                  "key": "3"
                }
              ]
            }
          },
          {
            "id": "dentist",
            "name": "A dentist",
            "type": "dial",
            "config": {
              "targets": [
                {
                  "target": "treatment-room",
                  "timeoutMs": null
                },
                {
                  "target": "+12175550143",
                  "timeoutMs": null
                }
              ],
              "timeoutMs": 30000
            }
          },
          {
            "id": "billing",
            "name": "Billing",
            "type": "transfer",
            "version": 2,
            "config": {
              "target": "billing"
            }
          },
          {
            "id": "desk",
            "name": "Front desk",
            "type": "transfer",
            "version": 2,
            "config": {
              "target": "front-desk"
            }
          },
          {
            "id": "voicemail",
            "name": "Voicemail",
            "type": "voicemail",
            "config": {
              "greeting": "We are with our patients. Please leave a message after the tone, and press pound when you are done.",
              "hasReview": false,
              "emailTo": "desk@riverside.example"
            }
          },
          {
            "id": "goodbye",
            "name": "Goodbye",
            "type": "hangup",
            "config": {
              "text": "Thank you for calling Riverside Dental. Goodbye."
            }
          }
        ],
        "edges": [
          {
            "from": "receptionist",
            "exit": "book",
            "to": "confirm"
          },
          {
            "from": "receptionist",
            "exit": "emergency",
            "to": "dentist"
          },
          {
            "from": "receptionist",
            "exit": "billing",
            "to": "billing"
          },
          {
            "from": "receptionist",
            "exit": "handBack",
            "to": "menu"
          },
          {
            "from": "receptionist",
            "exit": "turnLimit",
            "to": "menu"
          },
          {
            "from": "receptionist",
            "exit": "noInput",
            "to": "menu"
          },
          {
            "from": "receptionist",
            "exit": "failed",
            "to": "menu"
          },
          {
            "from": "confirm",
            "exit": "yes",
            "to": "book"
          },
          {
            "from": "confirm",
            "exit": "no",
            "to": "receptionist"
          },
          {
            "from": "confirm",
            "exit": "noInput",
            "to": "menu"
          },
          {
            "from": "confirm",
            "exit": "noMatch",
            "to": "menu"
          },
          {
            "from": "book",
            "exit": "ok",
            "to": "booked"
          },
          {
            "from": "book",
            "exit": "taken",
            "to": "taken"
          },
          {
            "from": "taken",
            "exit": "done",
            "to": "receptionist"
          },
          {
            "from": "taken",
            "exit": "failed",
            "to": "receptionist"
          },
          {
            "from": "booked",
            "exit": "queued",
            "to": "goodbye-booked"
          },
          {
            "from": "booked",
            "exit": "failed",
            "to": "goodbye-booked"
          },
          {
            "from": "menu",
            "exit": "emergency",
            "to": "dentist"
          },
          {
            "from": "menu",
            "exit": "visit",
            "to": "desk"
          },
          {
            "from": "menu",
            "exit": "billing",
            "to": "billing"
          },
          {
            "from": "menu",
            "exit": "noInput",
            "to": "desk"
          },
          {
            "from": "menu",
            "exit": "noMatch",
            "to": "desk"
          },
          {
            "from": "menu",
            "exit": "failed",
            "to": "desk"
          },
          {
            "from": "dentist",
            "exit": "ended",
            "to": "goodbye"
          },
          {
            "from": "dentist",
            "exit": "busy",
            "to": "desk"
          },
          {
            "from": "dentist",
            "exit": "noAnswer",
            "to": "desk"
          },
          {
            "from": "dentist",
            "exit": "failed",
            "to": "desk"
          },
          {
            "from": "billing",
            "exit": "ended",
            "to": "goodbye"
          },
          {
            "from": "billing",
            "exit": "noAnswer",
            "to": "desk"
          },
          {
            "from": "billing",
            "exit": "busy",
            "to": "desk"
          },
          {
            "from": "billing",
            "exit": "failed",
            "to": "desk"
          },
          {
            "from": "desk",
            "exit": "ended",
            "to": "goodbye"
          },
          {
            "from": "desk",
            "exit": "noAnswer",
            "to": "voicemail"
          },
          {
            "from": "desk",
            "exit": "busy",
            "to": "voicemail"
          },
          {
            "from": "desk",
            "exit": "failed",
            "to": "voicemail"
          },
          {
            "from": "voicemail",
            "exit": "left",
            "to": "goodbye"
          },
          {
            "from": "voicemail",
            "exit": "none",
            "to": "goodbye"
          },
          {
            "from": "voicemail",
            "exit": "failed",
            "to": "goodbye"
          }
        ],
        "settings": {
          "language": "en-US",
          "timeZone": "America/Chicago",
          "failure": {
            "node": "menu"
          },
          "defaults": {
            "noInputRetries": 1,
            "noMatchRetries": 1
          },
          "variables": [
            {
              "name": "visitDate",
              "type": "text"
            },
            {
              "name": "visitTime",
              "type": "text"
            },
            {
              "name": "reason",
              "type": "text"
            },
            {
              "name": "conversation",
              "type": "text"
            }
          ]
        }
      },
      "layout": {
        "nodes": {
          "fallback": {
            "x": 70,
            "y": 40
          },
          "receptionist": {
            "x": 260,
            "y": 830
          },
          "confirm": {
            "x": 600,
            "y": 580
          },
          "book": {
            "x": 950,
            "y": 500
          },
          "taken": {
            "x": 1290,
            "y": 270
          },
          "booked": {
            "x": 1290,
            "y": 490
          },
          "goodbye-booked": {
            "x": 1640,
            "y": 560
          },
          "menu": {
            "x": 950,
            "y": 970
          },
          "dentist": {
            "x": 1290,
            "y": 740
          },
          "billing": {
            "x": 1290,
            "y": 1010
          },
          "desk": {
            "x": 1640,
            "y": 1070
          },
          "voicemail": {
            "x": 1980,
            "y": 1060
          },
          "goodbye": {
            "x": 2320,
            "y": 990
          }
        }
      }
    }
  },
  {
    "id": "order-status",
    "name": "Order status from a web service",
    "description": "Asks a web service about an order and tells its parcels one by one.",
    "document": {
      "flow": {
        "schema": 2,
        "start": "welcome",
        "nodes": [
          {
            "id": "welcome",
            "name": "Welcome",
            "type": "say",
            "config": {
              "text": "Welcome to the order line of Pepper and Thyme.",
              "mayInterrupt": true
            }
          },
          {
            "id": "number",
            "name": "Order number",
            "type": "listen",
            "config": {
              "prompt": "Please say or enter the six digits of your order number.",
              "listensFor": "digits",
              "interDigitMs": 1500,
              "noMatchPrompt": "I did not catch that number.",
              "saveAs": "number"
            }
          },
          {
            "id": "length",
            "name": "Has it six digits?",
            "type": "branch",
            "config": {
              "rules": [
                {
                  "id": "complete",
                  "label": "Six digits",
                  "expression": "length(number) == 6"
                }
              ]
            }
          },
          {
            "id": "too-short",
            "name": "Not six digits",
            "type": "say",
            "config": {
              "text": "Our order numbers have six digits. You find yours in the subject of our e-mail."
            }
          },
          {
            "id": "look-up",
            "name": "Look up the order",
            "type": "http",
            "config": {
              "url": "https://shop.pepper-thyme.example/orders/{{ number }}",
              "auth": {
                "kind": "bearer",
                "secret": "shop-api"
              },
              "results": [
                {
                  "path": "status",
                  "as": "status"
                },
                {
                  "path": "parcels",
                  "as": "parcels",
                  "isOptional": true
                }
              ],
              "ways": [
                {
                  "id": "unknown",
                  "label": "No such order",
                  "statuses": [
                    "404"
                  ]
                }
              ],
              "fillerText": "Let me have a look.",
              "fillerAfterMs": 700,
              "timeoutMs": 6000,
              "retries": 1
            }
          },
          {
            "id": "unknown",
            "name": "No such order",
            "type": "say",
            "config": {
              "text": "We have no order with the number {{ number | spell }}."
            }
          },
          {
            "id": "status",
            "name": "Where is it?",
            "type": "switch",
            "config": {
              "value": "{{ status }}",
              "cases": [
                {
                  "id": "packing",
                  "label": "Being packed",
                  "values": [
                    "paid",
                    "packing"
                  ]
                },
                {
                  "id": "shipped",
                  "label": "On its way",
                  "values": [
                    "shipped"
                  ]
                },
                {
                  "id": "delivered",
                  "label": "Delivered",
                  "values": [
                    "delivered"
                  ]
                }
              ]
            }
          },
          {
            "id": "packing",
            "name": "Being packed",
            "type": "say",
            "config": {
              "text": "Your order is being packed. It leaves us today or on the next working day."
            }
          },
          {
            "id": "delivered",
            "name": "Delivered",
            "type": "say",
            "config": {
              "text": "Your order has been delivered. If you cannot find it, please ask your neighbours first."
            }
          },
          {
            "id": "parcels",
            "name": "Each parcel",
            "type": "loop",
            "config": {
              "over": "list",
              "list": "parcels",
              "itemAs": "parcel",
              "indexAs": "nth",
              "atMost": 5
            }
          },
          {
            "id": "parcel",
            "name": "One parcel",
            "type": "say",
            "config": {
              "text": "{% if parcels.size > 1 %}The {{ nth | ordinal }} parcel{% else %}Your parcel{% endif %} is with {{ parcel.carrier }} and comes on {{ parcel.day | date: \"%A\" }}.",
              "mayInterrupt": true
            }
          },
          {
            "id": "more",
            "name": "What else?",
            "type": "menu",
            "config": {
              "prompt": "For another order, press 1. To speak to us, press 2. Otherwise, you may hang up.",
              "answers": [
                {
                  "id": "another",
                  "label": "Another order",
                  "key": "1"
                },
                {
                  "id": "shop",
                  "label": "Speak to us",
                  "key": "2"
                }
              ],
              "noInputRetries": 0
            }
          },
          {
            "id": "shop",
            "name": "The shop",
            "type": "transfer",
            "version": 2,
            "config": {
              "target": "shop",
              "mode": "sip",
              "timeoutMs": 25000
            }
          },
          {
            "id": "shop-closed",
            "name": "Nobody there",
            "type": "hangup",
            "config": {
              "text": "Nobody can take your call right now. Please write to us at hello@pepper-thyme.example. Goodbye."
            }
          },
          {
            "id": "goodbye",
            "name": "Goodbye",
            "type": "hangup",
            "config": {
              "text": "Thank you for shopping with us. Goodbye."
            }
          }
        ],
        "edges": [
          {
            "from": "welcome",
            "exit": "done",
            "to": "number"
          },
          {
            "from": "welcome",
            "exit": "failed",
            "to": "number"
          },
          {
            "from": "number",
            "exit": "answered",
            "to": "length"
          },
          {
            "from": "number",
            "exit": "noInput",
            "to": "shop"
          },
          {
            "from": "number",
            "exit": "noMatch",
            "to": "shop"
          },
          {
            "from": "length",
            "exit": "complete",
            "to": "look-up"
          },
          {
            "from": "length",
            "exit": "otherwise",
            "to": "too-short"
          },
          {
            "from": "too-short",
            "exit": "done",
            "to": "number"
          },
          {
            "from": "too-short",
            "exit": "failed",
            "to": "number"
          },
          {
            "from": "look-up",
            "exit": "ok",
            "to": "status"
          },
          {
            "from": "look-up",
            "exit": "unknown",
            "to": "unknown"
          },
          {
            "from": "look-up",
            "exit": "failed",
            "to": "shop"
          },
          {
            "from": "look-up",
            "exit": "timeout",
            "to": "shop"
          },
          {
            "from": "look-up",
            "exit": "otherwise",
            "to": "shop"
          },
          {
            "from": "unknown",
            "exit": "done",
            "to": "number"
          },
          {
            "from": "unknown",
            "exit": "failed",
            "to": "number"
          },
          {
            "from": "status",
            "exit": "packing",
            "to": "packing"
          },
          {
            "from": "status",
            "exit": "shipped",
            "to": "parcels"
          },
          {
            "from": "status",
            "exit": "delivered",
            "to": "delivered"
          },
          {
            "from": "status",
            "exit": "otherwise",
            "to": "shop"
          },
          {
            "from": "packing",
            "exit": "done",
            "to": "more"
          },
          {
            "from": "packing",
            "exit": "failed",
            "to": "more"
          },
          {
            "from": "delivered",
            "exit": "done",
            "to": "more"
          },
          {
            "from": "delivered",
            "exit": "failed",
            "to": "more"
          },
          {
            "from": "parcels",
            "exit": "each",
            "to": "parcel"
          },
          {
            "from": "parcels",
            "exit": "done",
            "to": "more"
          },
          {
            "from": "parcel",
            "exit": "done",
            "to": "parcels"
          },
          {
            "from": "more",
            "exit": "another",
            "to": "number"
          },
          {
            "from": "more",
            "exit": "shop",
            "to": "shop"
          },
          {
            "from": "more",
            "exit": "noInput",
            "to": "goodbye"
          },
          {
            "from": "more",
            "exit": "noMatch",
            "to": "goodbye"
          },
          {
            "from": "more",
            "exit": "failed",
            "to": "goodbye"
          },
          {
            "from": "shop",
            "exit": "ended",
            "to": "goodbye"
          },
          {
            "from": "shop",
            "exit": "noAnswer",
            "to": "shop-closed"
          },
          {
            "from": "shop",
            "exit": "busy",
            "to": "shop-closed"
          }
        ],
        "settings": {
          "language": "en-GB",
          "timeZone": "Europe/London",
          "defaults": {
            "noInputRetries": 1,
            "noMatchRetries": 1
          },
          "variables": [
            {
              "name": "number",
              "type": "text"
            },
            {
              "name": "status",
              "type": "text"
            },
            {
              "name": "parcels",
              "type": "list",
              "initial": [],
              "description": "Each with carrier, status and day"
            }
          ]
        }
      },
      "layout": {
        "nodes": {
          "welcome": {
            "x": 260,
            "y": 670
          },
          "number": {
            "x": 600,
            "y": 620
          },
          "length": {
            "x": 950,
            "y": 540
          },
          "too-short": {
            "x": 1290,
            "y": 720
          },
          "look-up": {
            "x": 1290,
            "y": 420
          },
          "unknown": {
            "x": 1640,
            "y": 740
          },
          "status": {
            "x": 1640,
            "y": 360
          },
          "packing": {
            "x": 1980,
            "y": 40
          },
          "delivered": {
            "x": 1980,
            "y": 280
          },
          "parcels": {
            "x": 1980,
            "y": 530
          },
          "parcel": {
            "x": 2320,
            "y": 430
          },
          "more": {
            "x": 2320,
            "y": 120
          },
          "shop": {
            "x": 2670,
            "y": 600
          },
          "shop-closed": {
            "x": 3010,
            "y": 650
          },
          "goodbye": {
            "x": 3010,
            "y": 240
          }
        }
      }
    }
  },
  {
    "id": "language-hotline",
    "name": "Hotline in four languages",
    "description": "One number in English, German, French and Spanish, chosen by word or key.",
    "document": {
      "flow": {
        "schema": 2,
        "start": "jingle",
        "nodes": [
          {
            "id": "jingle",
            "name": "Jingle",
            "type": "play",
            "config": {
              "url": "prompt:alpine-jingle"
            }
          },
          {
            "id": "language",
            "name": "Which language?",
            "type": "menu",
            "config": {
              "prompt": {
                "en-GB": "For English, press 1. Für Deutsch drücken Sie die 2. Pour le français, tapez 3. Para español, pulse 4.",
                "de-DE": "For English, press 1. Für Deutsch drücken Sie die 2. Pour le français, tapez 3. Para español, pulse 4.",
                "fr-FR": "For English, press 1. Für Deutsch drücken Sie die 2. Pour le français, tapez 3. Para español, pulse 4.",
                "es-ES": "For English, press 1. Für Deutsch drücken Sie die 2. Pour le français, tapez 3. Para español, pulse 4."
              },
              "answers": [
                {
                  "id": "english",
                  "label": "English",
                  "key": "1"
                },
                {
                  "id": "german",
                  "label": "Deutsch",
                  "key": "2"
                },
                {
                  "id": "french",
                  "label": "Français",
                  "key": "3"
                },
                {
                  "id": "spanish",
                  "label": "Español",
                  "key": "4"
                }
              ],
              "noMatchPrompt": ""
            }
          },
          {
            "id": "german",
            "name": "Auf Deutsch",
            "type": "voice",
            "config": {
              "language": "de-DE"
            }
          },
          {
            "id": "french",
            "name": "En français",
            "type": "voice",
            "config": {
              "language": "fr-FR"
            }
          },
          {
            "id": "spanish",
            "name": "En español",
            "type": "voice",
            "config": {
              "language": "es-ES"
            }
          },
          {
            "id": "main",
            "name": "How can we help?",
            "type": "listen",
            "config": {
              "prompt": {
                "en-GB": "Is it about a booking, a bill, or your luggage? Say booking, bill or luggage, or press 1, 2 or 3.",
                "de-DE": "Geht es um eine Buchung, eine Rechnung oder Ihr Gepäck? Sagen Sie es, oder drücken Sie 1, 2 oder 3.",
                "fr-FR": "Est-ce pour une réservation, une facture ou vos bagages ? Dites-le, ou tapez 1, 2 ou 3.",
                "es-ES": "¿Es por una reserva, una factura o su equipaje? Dígalo, o pulse 1, 2 o 3."
              },
              "answers": [
                {
                  "id": "booking",
                  "label": "Booking",
                  "key": "1",
                  "phrases": {
                    "en": [
                      "booking",
                      "my booking"
                    ],
                    "de": [
                      "Buchung",
                      "meine Buchung"
                    ],
                    "fr": [
                      "réservation",
                      "ma réservation"
                    ],
                    "es": [
                      "reserva",
                      "mi reserva"
                    ]
                  }
                },
                {
                  "id": "bill",
                  "label": "Bill",
                  "key": "2",
                  "phrases": {
                    "en": [
                      "bill",
                      "invoice"
                    ],
                    "de": [
                      "Rechnung",
                      "meine Rechnung"
                    ],
                    "fr": [
                      "facture",
                      "ma facture"
                    ],
                    "es": [
                      "factura",
                      "mi factura"
                    ]
                  }
                },
                {
                  "id": "luggage",
                  "label": "Luggage",
                  "key": "3",
                  "phrases": {
                    "en": [
                      "luggage",
                      "suitcase"
                    ],
                    "de": [
                      "Gepäck",
                      "mein Koffer"
                    ],
                    "fr": [
                      "bagages",
                      "ma valise"
                    ],
                    "es": [
                      "equipaje",
                      "mi maleta"
                    ]
                  }
                }
              ],
              "noInputPrompt": {
                "en-GB": "I did not hear anything.",
                "de-DE": "Ich habe nichts gehört.",
                "fr-FR": "Je n'ai rien entendu.",
                "es-ES": "No he oído nada."
              },
              "noMatchPrompt": {
                "en-GB": "I did not understand that.",
                "de-DE": "Das habe ich nicht verstanden.",
                "fr-FR": "Je n'ai pas compris.",
                "es-ES": "No lo he entendido."
              },
              "saveAs": "topic"
            }
          },
          {
            "id": "bill",
            "name": "Bill by SMS?",
            "type": "confirm",
            "config": {
              "prompt": {
                "en-GB": "We can send a link to your bills to this number. Shall we? Press 1 or say yes, or press 2 or say no.",
                "de-DE": "Wir können Ihnen einen Link zu Ihren Rechnungen schicken. Drücken Sie 1 für ja oder 2 für nein.",
                "fr-FR": "Nous pouvons vous envoyer un lien vers vos factures. Tapez 1 pour oui ou 2 pour non.",
                "es-ES": "Podemos enviarle un enlace a sus facturas. Pulse 1 para sí o 2 para no."
              },
              "noMatchPrompt": {
                "en-GB": "Yes or no?",
                "de-DE": "Ja oder nein?",
                "fr-FR": "Oui ou non ?",
                "es-ES": "¿Sí o no?"
              }
            }
          },
          {
            "id": "bill-link",
            "name": "Send the link",
            "type": "message",
            "config": {
              "channel": "sms",
              "text": {
                "en-GB": "Alpine Air: your bills are at https://alpine.example/bills",
                "de-DE": "Alpine Air: Ihre Rechnungen finden Sie unter https://alpine.example/rechnungen",
                "fr-FR": "Alpine Air : vos factures sont sur https://alpine.example/factures",
                "es-ES": "Alpine Air: sus facturas están en https://alpine.example/facturas"
              }
            }
          },
          {
            "id": "connect",
            "name": "We connect you",
            "type": "say",
            "config": {
              "text": {
                "en-GB": "We connect you now.",
                "de-DE": "Wir verbinden Sie jetzt.",
                "fr-FR": "Nous vous mettons en relation.",
                "es-ES": "Le pasamos ahora."
              }
            }
          },
          {
            "id": "human",
            "name": "Our team",
            "type": "queue",
            "config": {
              "queue": "hotline",
              "announcement": {
                "en-GB": "You are number {{ position }} in line.",
                "de-DE": "Sie sind Nummer {{ position }} in der Warteschlange.",
                "fr-FR": "Vous êtes numéro {{ position }} dans la file d'attente.",
                "es-ES": "Usted es el número {{ position }} en la cola."
              },
              "maxWaitMs": 600000
            }
          },
          {
            "id": "thanks",
            "name": "Thank you",
            "type": "hangup",
            "config": {
              "text": {
                "en-GB": "Thank you for calling Alpine Air. Goodbye.",
                "de-DE": "Vielen Dank für Ihren Anruf bei Alpine Air. Auf Wiederhören.",
                "fr-FR": "Merci d'avoir appelé Alpine Air. Au revoir.",
                "es-ES": "Gracias por llamar a Alpine Air. Hasta pronto."
              }
            }
          },
          {
            "id": "sorry",
            "name": "Nobody is free",
            "type": "hangup",
            "config": {
              "text": {
                "en-GB": "I am sorry, nobody is free right now. Please call again later.",
                "de-DE": "Es tut uns leid, im Moment ist niemand frei. Bitte rufen Sie später wieder an.",
                "fr-FR": "Désolé, personne n'est disponible pour le moment. Veuillez rappeler plus tard.",
                "es-ES": "Lo sentimos, ahora no hay nadie disponible. Llame más tarde, por favor."
              },
              "reason": "nobodyFree"
            }
          }
        ],
        "edges": [
          {
            "from": "jingle",
            "exit": "done",
            "to": "language"
          },
          {
            "from": "jingle",
            "exit": "failed",
            "to": "language"
          },
          {
            "from": "language",
            "exit": "english",
            "to": "main"
          },
          {
            "from": "language",
            "exit": "german",
            "to": "german"
          },
          {
            "from": "language",
            "exit": "french",
            "to": "french"
          },
          {
            "from": "language",
            "exit": "spanish",
            "to": "spanish"
          },
          {
            "from": "language",
            "exit": "noInput",
            "to": "main"
          },
          {
            "from": "language",
            "exit": "noMatch",
            "to": "main"
          },
          {
            "from": "german",
            "exit": "done",
            "to": "main"
          },
          {
            "from": "french",
            "exit": "done",
            "to": "main"
          },
          {
            "from": "spanish",
            "exit": "done",
            "to": "main"
          },
          {
            "from": "main",
            "exit": "booking",
            "to": "connect"
          },
          {
            "from": "main",
            "exit": "bill",
            "to": "bill"
          },
          {
            "from": "main",
            "exit": "luggage",
            "to": "connect"
          },
          {
            "from": "main",
            "exit": "noInput",
            "to": "human"
          },
          {
            "from": "main",
            "exit": "noMatch",
            "to": "human"
          },
          {
            "from": "bill",
            "exit": "yes",
            "to": "bill-link"
          },
          {
            "from": "bill",
            "exit": "no",
            "to": "connect"
          },
          {
            "from": "bill",
            "exit": "noInput",
            "to": "connect"
          },
          {
            "from": "bill",
            "exit": "noMatch",
            "to": "connect"
          },
          {
            "from": "bill-link",
            "exit": "queued",
            "to": "thanks"
          },
          {
            "from": "bill-link",
            "exit": "failed",
            "to": "connect"
          },
          {
            "from": "connect",
            "exit": "done",
            "to": "human"
          },
          {
            "from": "connect",
            "exit": "failed",
            "to": "human"
          },
          {
            "from": "human",
            "exit": "ended",
            "to": "thanks"
          },
          {
            "from": "human",
            "exit": "timeout",
            "to": "sorry"
          },
          {
            "from": "human",
            "exit": "full",
            "to": "sorry"
          },
          {
            "from": "human",
            "exit": "failed",
            "to": "sorry"
          }
        ],
        "settings": {
          "language": "en-GB",
          "languages": [
            "de-DE",
            "fr-FR",
            "es-ES"
          ],
          "timeZone": "Europe/Brussels",
          "failure": {
            "node": "human"
          },
          "defaults": {
            "noInputRetries": 1,
            "noMatchRetries": 1
          }
        }
      },
      "layout": {
        "nodes": {
          "jingle": {
            "x": 260,
            "y": 460
          },
          "language": {
            "x": 600,
            "y": 340
          },
          "german": {
            "x": 950,
            "y": 40
          },
          "french": {
            "x": 950,
            "y": 240
          },
          "spanish": {
            "x": 950,
            "y": 430
          },
          "main": {
            "x": 1290,
            "y": 330
          },
          "bill": {
            "x": 1640,
            "y": 240
          },
          "bill-link": {
            "x": 1980,
            "y": 260
          },
          "connect": {
            "x": 2320,
            "y": 390
          },
          "human": {
            "x": 2670,
            "y": 450
          },
          "thanks": {
            "x": 3010,
            "y": 260
          },
          "sorry": {
            "x": 3010,
            "y": 500
          }
        }
      }
    }
  },
  {
    "id": "on-call",
    "name": "On-call escalation",
    "description": "Calls the engineers on duty one after another; else the whole team gets the message.",
    "document": {
      "flow": {
        "schema": 2,
        "start": "welcome",
        "nodes": [
          {
            "id": "why",
            "name": "Who hears of an outage",
            "type": "note",
            "config": {
              "text": "First the engineer on call, then the backup, then their manager, each for 25 seconds. If nobody answers, the caller leaves a message, and the whole team gets it by SMS and e-mail. The duty roster is asked for at every call; without it the manager is called."
            }
          },
          {
            "id": "welcome",
            "name": "Welcome",
            "type": "say",
            "config": {
              "text": "This is the emergency line of Cloudpeak Hosting."
            }
          },
          {
            "id": "severity",
            "name": "How bad is it?",
            "type": "menu",
            "config": {
              "prompt": "If your service is down, press 1. For everything else, press 2.",
              "answers": [
                {
                  "id": "down",
                  "label": "Service is down",
                  "key": "1"
                },
                {
                  "id": "other",
                  "label": "Everything else",
                  "key": "2"
                }
              ],
              "noInputRetries": 1,
              "noMatchRetries": 1
            }
          },
          {
            "id": "office-hours",
            "name": "Office hours",
            "type": "hangup",
            "config": {
              "text": "Please call our support from nine to five, or write to support@cloudpeak.example. Goodbye."
            }
          },
          {
            "id": "roster",
            "name": "Who is on call?",
            "type": "http",
            "config": {
              "url": "https://roster.cloudpeak.example/now",
              "auth": {
                "kind": "basic",
                "username": "callwright",
                "secret": "roster-password"
              },
              "results": [
                {
                  "path": "",
                  "as": "engineers"
                }
              ],
              "timeoutMs": 3000,
              "retries": 1
            }
          },
          {
            "id": "connecting",
            "name": "We are connecting you",
            "type": "say",
            "config": {
              "text": "Please stay on the line. We are calling our engineers."
            }
          },
          {
            "id": "engineers",
            "name": "Engineers, one after another",
            "type": "dial",
            "config": {
              "targets": [
                {
                  "target": "{{ engineers.primary | default: \"\" }}",
                  "timeoutMs": 25000
                },
                {
                  "target": "{{ engineers.backup | default: \"\" }}",
                  "timeoutMs": 25000
                },
                {
                  "target": "+12125550188",
                  "timeoutMs": 25000
                }
              ],
              "order": "oneAfterAnother",
              "timeoutMs": 80000,
              "music": "prompt:hold-music",
              "saveAs": "reached"
            }
          },
          {
            "id": "talked",
            "name": "Talked",
            "type": "tag",
            "config": {
              "tags": [
                {
                  "name": "engineer",
                  "value": "{{ reached.target }}"
                }
              ],
              "outcome": "reached"
            }
          },
          {
            "id": "goodbye",
            "name": "Goodbye",
            "type": "hangup",
            "config": {
              "text": "Thank you for calling. Goodbye."
            }
          },
          {
            "id": "take-message",
            "name": "Take a message",
            "type": "voicemail",
            "config": {
              "greeting": "Nobody could take your call, but we will call you back within 15 minutes. Tell us after the tone who you are and what is down, then press pound.",
              "hasReview": false,
              "tooShortRetries": 0,
              "saveAs": "outage"
            }
          },
          {
            "id": "text-team",
            "name": "Text the team",
            "type": "message",
            "config": {
              "channel": "sms",
              "to": "+12125550188",
              "text": "Outage reported by {{ call.from }}: {{ outage.transcript | default: \"listen to the recording\" }}"
            }
          },
          {
            "id": "mail-team",
            "name": "E-mail the recording",
            "type": "message",
            "config": {
              "channel": "email",
              "to": "oncall@cloudpeak.example",
              "subject": "Outage reported by {{ call.from }}",
              "text": "The message is attached. Call back within 15 minutes.",
              "recordings": [
                "{{ outage.recordId }}"
              ]
            }
          },
          {
            "id": "text-missed",
            "name": "Text that a call was missed",
            "type": "message",
            "config": {
              "channel": "sms",
              "to": "+12125550188",
              "text": "Missed emergency call from {{ call.from }}, without a message."
            }
          },
          {
            "id": "unreached",
            "name": "Nobody reached",
            "type": "tag",
            "config": {
              "outcome": "escalated"
            }
          },
          {
            "id": "promise",
            "name": "We call you back",
            "type": "hangup",
            "config": {
              "text": "Thank you. Our team has been told, and calls you back within 15 minutes."
            }
          }
        ],
        "edges": [
          {
            "from": "welcome",
            "exit": "done",
            "to": "severity"
          },
          {
            "from": "welcome",
            "exit": "failed",
            "to": "severity"
          },
          {
            "from": "severity",
            "exit": "down",
            "to": "roster"
          },
          {
            "from": "severity",
            "exit": "other",
            "to": "office-hours"
          },
          {
            "from": "severity",
            "exit": "noInput",
            "to": "roster"
          },
          {
            "from": "severity",
            "exit": "noMatch",
            "to": "roster"
          },
          {
            "from": "roster",
            "exit": "ok",
            "to": "connecting"
          },
          {
            "from": "roster",
            "exit": "failed",
            "to": "connecting"
          },
          {
            "from": "roster",
            "exit": "timeout",
            "to": "connecting"
          },
          {
            "from": "roster",
            "exit": "otherwise",
            "to": "connecting"
          },
          {
            "from": "connecting",
            "exit": "done",
            "to": "engineers"
          },
          {
            "from": "connecting",
            "exit": "failed",
            "to": "engineers"
          },
          {
            "from": "engineers",
            "exit": "ended",
            "to": "talked"
          },
          {
            "from": "engineers",
            "exit": "noAnswer",
            "to": "take-message"
          },
          {
            "from": "engineers",
            "exit": "busy",
            "to": "take-message"
          },
          {
            "from": "engineers",
            "exit": "failed",
            "to": "take-message"
          },
          {
            "from": "talked",
            "exit": "done",
            "to": "goodbye"
          },
          {
            "from": "take-message",
            "exit": "left",
            "to": "text-team"
          },
          {
            "from": "take-message",
            "exit": "none",
            "to": "text-missed"
          },
          {
            "from": "take-message",
            "exit": "failed",
            "to": "text-missed"
          },
          {
            "from": "text-team",
            "exit": "queued",
            "to": "mail-team"
          },
          {
            "from": "text-team",
            "exit": "failed",
            "to": "mail-team"
          },
          {
            "from": "mail-team",
            "exit": "queued",
            "to": "unreached"
          },
          {
            "from": "mail-team",
            "exit": "failed",
            "to": "unreached"
          },
          {
            "from": "text-missed",
            "exit": "queued",
            "to": "unreached"
          },
          {
            "from": "text-missed",
            "exit": "failed",
            "to": "unreached"
          },
          {
            "from": "unreached",
            "exit": "done",
            "to": "promise"
          }
        ],
        "settings": {
          "language": "en-US",
          "timeZone": "America/New_York",
          "failure": {
            "node": "take-message"
          },
          "variables": [
            {
              "name": "engineers",
              "type": "object",
              "description": "Numbers of the engineers on call, primary and backup"
            },
            {
              "name": "reached",
              "type": "object"
            },
            {
              "name": "outage",
              "type": "object"
            }
          ]
        }
      },
      "layout": {
        "nodes": {
          "why": {
            "x": 70,
            "y": 40
          },
          "welcome": {
            "x": 260,
            "y": 410
          },
          "severity": {
            "x": 600,
            "y": 390
          },
          "office-hours": {
            "x": 950,
            "y": 260
          },
          "roster": {
            "x": 950,
            "y": 460
          },
          "connecting": {
            "x": 1290,
            "y": 510
          },
          "engineers": {
            "x": 1640,
            "y": 430
          },
          "talked": {
            "x": 1980,
            "y": 290
          },
          "goodbye": {
            "x": 2320,
            "y": 310
          },
          "take-message": {
            "x": 1980,
            "y": 510
          },
          "text-team": {
            "x": 2320,
            "y": 470
          },
          "mail-team": {
            "x": 2670,
            "y": 580
          },
          "text-missed": {
            "x": 2320,
            "y": 720
          },
          "unreached": {
            "x": 3010,
            "y": 720
          },
          "promise": {
            "x": 3360,
            "y": 720
          }
        }
      }
    }
  },
  {
    "id": "conference-room",
    "name": "Conference room with a PIN",
    "description": "Asks for a secret PIN and joins hosts, guests and listeners in one room.",
    "document": {
      "flow": {
        "schema": 2,
        "start": "welcome",
        "nodes": [
          {
            "id": "welcome",
            "name": "Welcome",
            "type": "say",
            "config": {
              "text": "Welcome to Orchard Meetings."
            }
          },
          {
            "id": "pin",
            "name": "PIN",
            "type": "collect",
            "config": {
              "prompt": "Please enter your PIN, then the pound key.",
              "minDigits": 4,
              "maxDigits": 8,
              "isSecret": true,
              "noMatchPrompt": "A PIN has four to eight digits.",
              "saveAs": "pin"
            }
          },
          {
            "id": "join",
            "name": "Which meeting?",
            "type": "http",
            "config": {
              "method": "POST",
              "url": "https://meetings.orchard.example/join",
              "auth": {
                "kind": "bearer",
                "secret": "meetings-api"
              },
              "bodyKind": "fields",
              "fields": [
                {
                  "name": "pin",
                  "value": "{{ pin }}"
                },
                {
                  "name": "caller",
                  "value": "{{ call.from }}"
                }
              ],
              "results": [
                {
                  "path": "meeting.id",
                  "as": "meeting"
                },
                {
                  "path": "meeting.title",
                  "as": "title"
                },
                {
                  "path": "role",
                  "as": "role"
                }
              ],
              "ways": [
                {
                  "id": "wrong",
                  "label": "Wrong PIN",
                  "statuses": [
                    "403",
                    "404"
                  ]
                },
                {
                  "id": "early",
                  "label": "Too early",
                  "statuses": [
                    "425"
                  ]
                }
              ]
            }
          },
          {
            "id": "count",
            "name": "Count the tries",
            "type": "set",
            "config": {
              "assignments": [
                {
                  "name": "tries",
                  "operation": "increase",
                  "kind": "number",
                  "value": "1"
                }
              ]
            }
          },
          {
            "id": "tries",
            "name": "Three tries?",
            "type": "branch",
            "config": {
              "rules": [
                {
                  "id": "enough",
                  "label": "Three",
                  "comparisons": [
                    {
                      "variable": "tries",
                      "operator": "atLeast",
                      "value": "3"
                    }
                  ]
                }
              ]
            }
          },
          {
            "id": "wrong",
            "name": "Wrong PIN",
            "type": "say",
            "config": {
              "text": "This PIN is not known."
            }
          },
          {
            "id": "early",
            "name": "Too early",
            "type": "hangup",
            "config": {
              "text": "The meeting has not been opened yet. Please call again ten minutes before it begins."
            }
          },
          {
            "id": "title",
            "name": "Name the meeting",
            "type": "say",
            "config": {
              "text": "You are joining {{ title }}. Press star at any time to leave.",
              "mayInterrupt": true
            }
          },
          {
            "id": "role",
            "name": "Host or guest?",
            "type": "switch",
            "config": {
              "value": "{{ role }}",
              "cases": [
                {
                  "id": "host",
                  "label": "Host",
                  "values": [
                    "host"
                  ]
                },
                {
                  "id": "listener",
                  "label": "Only listens",
                  "values": [
                    "listener"
                  ]
                }
              ]
            }
          },
          {
            "id": "host",
            "name": "As the host",
            "type": "conference",
            "config": {
              "room": "meeting-{{ meeting }}",
              "role": "host",
              "endsWithHost": true,
              "announcesMembers": true,
              "leaveKey": "*"
            }
          },
          {
            "id": "guest",
            "name": "As a guest",
            "type": "conference",
            "config": {
              "room": "meeting-{{ meeting }}",
              "role": "speaker",
              "waitForHost": true,
              "announcesMembers": true,
              "music": "prompt:hold-music",
              "maxWaitMs": 900000,
              "leaveKey": "*"
            }
          },
          {
            "id": "listener",
            "name": "As a listener",
            "type": "conference",
            "config": {
              "room": "meeting-{{ meeting }}",
              "role": "listener",
              "waitForHost": true,
              "music": "prompt:hold-music",
              "maxWaitMs": 900000,
              "maxMembers": 500,
              "leaveKey": "*"
            }
          },
          {
            "id": "nobody",
            "name": "Nobody came",
            "type": "hangup",
            "config": {
              "text": "Nobody else has come. Goodbye."
            }
          },
          {
            "id": "full",
            "name": "The room is full",
            "type": "hangup",
            "config": {
              "text": "The room is full. Please ask the host for a larger one.",
              "code": 486
            }
          },
          {
            "id": "no-pin",
            "name": "Without a PIN",
            "type": "hangup",
            "config": {
              "text": "You find your PIN in the invitation. Please call again when you have it at hand. Goodbye.",
              "reason": "wrongPin"
            }
          },
          {
            "id": "goodbye",
            "name": "Goodbye",
            "type": "hangup",
            "config": {
              "text": "Thank you for using Orchard Meetings. Goodbye."
            }
          }
        ],
        "edges": [
          {
            "from": "welcome",
            "exit": "done",
            "to": "pin"
          },
          {
            "from": "welcome",
            "exit": "failed",
            "to": "pin"
          },
          {
            "from": "pin",
            "exit": "digits",
            "to": "join"
          },
          {
            "from": "pin",
            "exit": "noInput",
            "to": "no-pin"
          },
          {
            "from": "pin",
            "exit": "noMatch",
            "to": "no-pin"
          },
          {
            "from": "join",
            "exit": "ok",
            "to": "title"
          },
          {
            "from": "join",
            "exit": "wrong",
            "to": "count"
          },
          {
            "from": "join",
            "exit": "early",
            "to": "early"
          },
          {
            "from": "count",
            "exit": "done",
            "to": "tries"
          },
          {
            "from": "tries",
            "exit": "enough",
            "to": "no-pin"
          },
          {
            "from": "tries",
            "exit": "otherwise",
            "to": "wrong"
          },
          {
            "from": "wrong",
            "exit": "done",
            "to": "pin"
          },
          {
            "from": "wrong",
            "exit": "failed",
            "to": "pin"
          },
          {
            "from": "title",
            "exit": "done",
            "to": "role"
          },
          {
            "from": "title",
            "exit": "failed",
            "to": "role"
          },
          {
            "from": "role",
            "exit": "host",
            "to": "host"
          },
          {
            "from": "role",
            "exit": "listener",
            "to": "listener"
          },
          {
            "from": "role",
            "exit": "otherwise",
            "to": "guest"
          },
          {
            "from": "host",
            "exit": "ended",
            "to": "goodbye"
          },
          {
            "from": "host",
            "exit": "timeout",
            "to": "nobody"
          },
          {
            "from": "host",
            "exit": "full",
            "to": "full"
          },
          {
            "from": "guest",
            "exit": "ended",
            "to": "goodbye"
          },
          {
            "from": "guest",
            "exit": "timeout",
            "to": "nobody"
          },
          {
            "from": "guest",
            "exit": "full",
            "to": "full"
          },
          {
            "from": "listener",
            "exit": "ended",
            "to": "goodbye"
          },
          {
            "from": "listener",
            "exit": "timeout",
            "to": "nobody"
          },
          {
            "from": "listener",
            "exit": "full",
            "to": "full"
          }
        ],
        "settings": {
          "language": "en-US",
          "timeZone": "America/New_York",
          "defaults": {
            "noInputRetries": 1,
            "noMatchRetries": 1
          },
          "variables": [
            {
              "name": "pin",
              "type": "secret",
              "description": "Sent to the meeting service only"
            },
            {
              "name": "tries",
              "type": "number",
              "initial": 0
            },
            {
              "name": "meeting",
              "type": "text"
            },
            {
              "name": "title",
              "type": "text"
            },
            {
              "name": "role",
              "type": "text"
            }
          ]
        }
      },
      "layout": {
        "nodes": {
          "welcome": {
            "x": 260,
            "y": 920
          },
          "pin": {
            "x": 600,
            "y": 910
          },
          "join": {
            "x": 950,
            "y": 700
          },
          "count": {
            "x": 1290,
            "y": 700
          },
          "tries": {
            "x": 1640,
            "y": 670
          },
          "wrong": {
            "x": 1980,
            "y": 270
          },
          "early": {
            "x": 1290,
            "y": 900
          },
          "title": {
            "x": 1290,
            "y": 460
          },
          "role": {
            "x": 1640,
            "y": 430
          },
          "host": {
            "x": 1980,
            "y": 40
          },
          "guest": {
            "x": 1980,
            "y": 720
          },
          "listener": {
            "x": 1980,
            "y": 470
          },
          "nobody": {
            "x": 2320,
            "y": 490
          },
          "full": {
            "x": 2320,
            "y": 660
          },
          "no-pin": {
            "x": 1980,
            "y": 970
          },
          "goodbye": {
            "x": 2320,
            "y": 330
          }
        }
      }
    }
  },
  {
    "id": "delivery-slots",
    "name": "Delivery slots, with code, a list and an A/B test",
    "description": "Offers the best delivery times one by one, and compares two wordings.",
    "document": {
      "flow": {
        "schema": 2,
        "start": "fetch",
        "nodes": [
          {
            "id": "fetch",
            "name": "Which slots are free?",
            "type": "http",
            "config": {
              "url": "https://depot.greenbox.example/slots?caller={{ call.from }}",
              "auth": {
                "kind": "bearer",
                "secret": "depot-api"
              },
              "results": [
                {
                  "path": "slots",
                  "as": "slots"
                }
              ],
              "fillerText": "Hello, this is Greenbox Groceries. I am looking for free delivery slots near you.",
              "fillerAfterMs": 0,
              "timeoutMs": 8000
            }
          },
          {
            "id": "best",
            "name": "The three best",
            "type": "code",
            "config": {
              "inputs": [
                "slots"
              ],
              "source": "// Cheap ones first, then early ones; no more than a caller can keep in mind.\nconst free = input.slots.filter((slot) => slot.free > 0);\nfree.sort((one, other) => one.price - other.price || (one.day + one.from < other.day + other.from ? -1 : 1));\nreturn { offers: free.slice(0, 3) };\n",
              "results": [
                {
                  "path": "offers",
                  "as": "offers"
                }
              ]
            }
          },
          {
            "id": "any",
            "name": "Is there any?",
            "type": "branch",
            "config": {
              "rules": [
                {
                  "id": "some",
                  "label": "At least one",
                  "expression": "count(offers) > 0"
                }
              ]
            }
          },
          {
            "id": "wording",
            "name": "Which wording?",
            "type": "split",
            "config": {
              "shares": [
                {
                  "id": "short",
                  "label": "Short",
                  "percent": 30
                },
                {
                  "id": "friendly",
                  "label": "Friendly",
                  "percent": 70
                }
              ],
              "isSticky": true,
              "saveAs": "wording"
            }
          },
          {
            "id": "friendly",
            "name": "A friendly word",
            "type": "say",
            "config": {
              "text": "Good news, there are {{ offers.size | words }} slots for you. Say yes when you like one.",
              "mayInterrupt": true
            }
          },
          {
            "id": "offers",
            "name": "Each offer",
            "type": "loop",
            "config": {
              "over": "list",
              "list": "offers",
              "itemAs": "offer",
              "atMost": 3
            }
          },
          {
            "id": "offer",
            "name": "This one?",
            "type": "confirm",
            "config": {
              "prompt": "{{ offer.day | date: \"%A\" }} from {{ offer.from | date: \"time\" }} to {{ offer.to | date: \"time\" }}, for {{ offer.price | money: \"GBP\" }}. Press 1 to take it, or 2 for the next.",
              "readsDigits": false
            }
          },
          {
            "id": "take",
            "name": "Keep the choice",
            "type": "set",
            "config": {
              "assignments": [
                {
                  "name": "chosen",
                  "value": "{{ offer.id }}"
                }
              ]
            }
          },
          {
            "id": "book",
            "name": "Book it",
            "type": "http",
            "config": {
              "method": "POST",
              "url": "https://depot.greenbox.example/slots/{{ chosen }}/bookings",
              "auth": {
                "kind": "bearer",
                "secret": "depot-api"
              },
              "bodyKind": "fields",
              "fields": [
                {
                  "name": "caller",
                  "value": "{{ call.from }}"
                }
              ],
              "ways": [
                {
                  "id": "gone",
                  "label": "Gone",
                  "statuses": [
                    "409"
                  ]
                }
              ],
              "fillerText": "I am booking it for you.",
              "fillerAfterMs": 500
            }
          },
          {
            "id": "gone",
            "name": "Gone",
            "type": "say",
            "config": {
              "text": "I am sorry, somebody else has just taken it."
            }
          },
          {
            "id": "booked",
            "name": "Booked",
            "type": "tag",
            "config": {
              "tags": [
                {
                  "name": "wording",
                  "value": "{{ wording }}"
                },
                {
                  "name": "slot",
                  "value": "{{ chosen }}"
                }
              ],
              "outcome": "booked"
            }
          },
          {
            "id": "booked-words",
            "name": "See you then",
            "type": "hangup",
            "config": {
              "text": "Your groceries come {{ offer.day | date: \"%A\" }} from {{ offer.from | date: \"time\" }}. Goodbye."
            }
          },
          {
            "id": "no-more",
            "name": "None was right",
            "type": "tag",
            "config": {
              "tags": [
                {
                  "name": "wording",
                  "value": "{{ wording }}"
                }
              ],
              "outcome": "notBooked"
            }
          },
          {
            "id": "no-more-words",
            "name": "Another time",
            "type": "hangup",
            "config": {
              "text": "These were all. New slots open every evening at six. Goodbye."
            }
          },
          {
            "id": "none",
            "name": "No slot at all",
            "type": "hangup",
            "config": {
              "text": "I am sorry, there is no free slot at the moment. New ones open every evening at six. Goodbye."
            }
          },
          {
            "id": "desk",
            "name": "A colleague",
            "type": "transfer",
            "version": 2,
            "config": {
              "target": "customer-care"
            }
          },
          {
            "id": "goodbye",
            "name": "Goodbye",
            "type": "hangup",
            "config": {
              "text": "Thank you for calling Greenbox. Goodbye."
            }
          },
          {
            "id": "nobody",
            "name": "Nobody there",
            "type": "hangup",
            "config": {
              "text": "I am sorry, nobody can take your call. You can also choose a slot at greenbox.example. Goodbye."
            }
          }
        ],
        "edges": [
          {
            "from": "fetch",
            "exit": "ok",
            "to": "best"
          },
          {
            "from": "best",
            "exit": "done",
            "to": "any"
          },
          {
            "from": "any",
            "exit": "some",
            "to": "wording"
          },
          {
            "from": "any",
            "exit": "otherwise",
            "to": "none"
          },
          {
            "from": "wording",
            "exit": "short",
            "to": "offers"
          },
          {
            "from": "wording",
            "exit": "friendly",
            "to": "friendly"
          },
          {
            "from": "friendly",
            "exit": "done",
            "to": "offers"
          },
          {
            "from": "friendly",
            "exit": "failed",
            "to": "offers"
          },
          {
            "from": "offers",
            "exit": "each",
            "to": "offer"
          },
          {
            "from": "offers",
            "exit": "done",
            "to": "no-more"
          },
          {
            "from": "offer",
            "exit": "yes",
            "to": "take"
          },
          {
            "from": "offer",
            "exit": "no",
            "to": "offers"
          },
          {
            "from": "offer",
            "exit": "noInput",
            "to": "offers"
          },
          {
            "from": "offer",
            "exit": "noMatch",
            "to": "desk"
          },
          {
            "from": "take",
            "exit": "done",
            "to": "book"
          },
          {
            "from": "book",
            "exit": "ok",
            "to": "booked"
          },
          {
            "from": "book",
            "exit": "gone",
            "to": "gone"
          },
          {
            "from": "gone",
            "exit": "done",
            "to": "offers"
          },
          {
            "from": "gone",
            "exit": "failed",
            "to": "offers"
          },
          {
            "from": "booked",
            "exit": "done",
            "to": "booked-words"
          },
          {
            "from": "no-more",
            "exit": "done",
            "to": "no-more-words"
          },
          {
            "from": "desk",
            "exit": "ended",
            "to": "goodbye"
          },
          {
            "from": "desk",
            "exit": "noAnswer",
            "to": "nobody"
          },
          {
            "from": "desk",
            "exit": "busy",
            "to": "nobody"
          },
          {
            "from": "desk",
            "exit": "failed",
            "to": "nobody"
          }
        ],
        "settings": {
          "language": "en-GB",
          "timeZone": "Europe/London",
          "failure": {
            "node": "desk"
          },
          "defaults": {
            "noInputRetries": 1,
            "noMatchRetries": 1
          },
          "variables": [
            {
              "name": "slots",
              "type": "list",
              "initial": [],
              "description": "Slots that are free, as the depot tells them"
            },
            {
              "name": "offers",
              "type": "list",
              "initial": [],
              "description": "The three best of them, each with id, day, from and to"
            },
            {
              "name": "chosen",
              "type": "text"
            },
            {
              "name": "wording",
              "type": "text",
              "description": "Which wording was tried on this caller"
            }
          ]
        }
      },
      "layout": {
        "nodes": {
          "fetch": {
            "x": 260,
            "y": 190
          },
          "best": {
            "x": 600,
            "y": 140
          },
          "any": {
            "x": 950,
            "y": 130
          },
          "wording": {
            "x": 1290,
            "y": 100
          },
          "friendly": {
            "x": 1640,
            "y": 160
          },
          "offers": {
            "x": 1980,
            "y": 160
          },
          "offer": {
            "x": 2320,
            "y": 40
          },
          "take": {
            "x": 2670,
            "y": 130
          },
          "book": {
            "x": 3010,
            "y": 40
          },
          "gone": {
            "x": 3360,
            "y": 230
          },
          "booked": {
            "x": 3360,
            "y": 40
          },
          "booked-words": {
            "x": 3700,
            "y": 40
          },
          "no-more": {
            "x": 2320,
            "y": 410
          },
          "no-more-words": {
            "x": 2670,
            "y": 570
          },
          "none": {
            "x": 1290,
            "y": 300
          },
          "desk": {
            "x": 2670,
            "y": 320
          },
          "goodbye": {
            "x": 3010,
            "y": 360
          },
          "nobody": {
            "x": 3010,
            "y": 520
          }
        }
      }
    }
  },
  {
    "id": "door-intercom",
    "name": "Door intercom that opens by key",
    "description": "Rings the office or the studio, and opens the gate for those who know today's code.",
    "document": {
      "flow": {
        "schema": 2,
        "start": "choose",
        "nodes": [
          {
            "id": "about",
            "name": "How the door opens",
            "type": "note",
            "config": {
              "text": "The intercom at the gate calls this flow when somebody rings. It opens the gate when it hears the key 9. Change the codes in the settings of the flow, and the names of the lines in the two transfers."
            }
          },
          {
            "id": "choose",
            "name": "Whom do you visit?",
            "type": "menu",
            "config": {
              "prompt": "Welcome to Mill House. For the office, press 1. For the studio, press 2. If you have a code, press 3.",
              "answers": [
                {
                  "id": "office",
                  "label": "Office",
                  "key": "1"
                },
                {
                  "id": "studio",
                  "label": "Studio",
                  "key": "2"
                },
                {
                  "id": "code",
                  "label": "A code",
                  "key": "3"
                }
              ]
            }
          },
          {
            "id": "office",
            "name": "The office",
            "type": "transfer",
            "version": 2,
            "config": {
              "target": "office",
              "mode": "attended",
              "announce": "Somebody is at the gate.",
              "timeoutMs": 20000
            }
          },
          {
            "id": "studio",
            "name": "The studio",
            "type": "transfer",
            "version": 2,
            "config": {
              "target": "studio",
              "mode": "attended",
              "announce": "Somebody is at the gate.",
              "timeoutMs": 20000
            }
          },
          {
            "id": "code",
            "name": "The code",
            "type": "collect",
            "config": {
              "prompt": "Please enter your code.",
              "minDigits": 4,
              "maxDigits": 4,
              "noMatchPrompt": "A code has four digits.",
              "saveAs": "code"
            }
          },
          {
            "id": "right",
            "name": "Is it one of today's?",
            "type": "branch",
            "config": {
              "rules": [
                {
                  "id": "known",
                  "label": "It is",
                  "expression": "code in codes"
                }
              ]
            }
          },
          {
            "id": "wrong",
            "name": "Wrong code",
            "type": "say",
            "config": {
              "text": "That code is not right. We call the office for you."
            }
          },
          {
            "id": "open",
            "name": "Open the gate",
            "type": "sendKeys",
            "config": {
              "keys": "9"
            }
          },
          {
            "id": "opened",
            "name": "Opened by code",
            "type": "tag",
            "config": {
              "tags": [
                {
                  "name": "code",
                  "value": "{{ code }}"
                }
              ],
              "outcome": "opened"
            }
          },
          {
            "id": "come-in",
            "name": "Come in",
            "type": "hangup",
            "config": {
              "text": "The gate is open. Please come in."
            }
          },
          {
            "id": "nobody",
            "name": "The end",
            "type": "hangup",
            "config": {
              "text": "Thank you for your visit. Goodbye."
            }
          }
        ],
        "edges": [
          {
            "from": "choose",
            "exit": "office",
            "to": "office"
          },
          {
            "from": "choose",
            "exit": "studio",
            "to": "studio"
          },
          {
            "from": "choose",
            "exit": "code",
            "to": "code"
          },
          {
            "from": "choose",
            "exit": "noInput",
            "to": "office"
          },
          {
            "from": "choose",
            "exit": "noMatch",
            "to": "office"
          },
          {
            "from": "office",
            "exit": "ended",
            "to": "nobody"
          },
          {
            "from": "office",
            "exit": "noAnswer",
            "to": "nobody"
          },
          {
            "from": "office",
            "exit": "busy",
            "to": "nobody"
          },
          {
            "from": "studio",
            "exit": "ended",
            "to": "nobody"
          },
          {
            "from": "studio",
            "exit": "noAnswer",
            "to": "office"
          },
          {
            "from": "studio",
            "exit": "busy",
            "to": "office"
          },
          {
            "from": "code",
            "exit": "digits",
            "to": "right"
          },
          {
            "from": "code",
            "exit": "noInput",
            "to": "office"
          },
          {
            "from": "code",
            "exit": "noMatch",
            "to": "office"
          },
          {
            "from": "right",
            "exit": "known",
            "to": "open"
          },
          {
            "from": "right",
            "exit": "otherwise",
            "to": "wrong"
          },
          {
            "from": "wrong",
            "exit": "done",
            "to": "office"
          },
          {
            "from": "wrong",
            "exit": "failed",
            "to": "office"
          },
          {
            "from": "open",
            "exit": "done",
            "to": "opened"
          },
          {
            "from": "open",
            "exit": "failed",
            "to": "office"
          },
          {
            "from": "opened",
            "exit": "done",
            "to": "come-in"
          }
        ],
        "settings": {
          "language": "en-GB",
          "timeZone": "Europe/London",
          "defaults": {
            "noInputRetries": 1,
            "noMatchRetries": 1
          },
          "variables": [
            {
              "name": "codes",
              "type": "list",
              "initial": [
                "4711",
                "2580"
              ],
              "description": "Door codes of today, for deliveries and cleaning"
            },
            {
              "name": "code",
              "type": "text"
            }
          ]
        }
      },
      "layout": {
        "nodes": {
          "about": {
            "x": 70,
            "y": 40
          },
          "choose": {
            "x": 260,
            "y": 650
          },
          "office": {
            "x": 1640,
            "y": 730
          },
          "studio": {
            "x": 1290,
            "y": 270
          },
          "code": {
            "x": 600,
            "y": 680
          },
          "right": {
            "x": 950,
            "y": 640
          },
          "wrong": {
            "x": 1290,
            "y": 710
          },
          "open": {
            "x": 1290,
            "y": 520
          },
          "opened": {
            "x": 1640,
            "y": 500
          },
          "come-in": {
            "x": 1980,
            "y": 510
          },
          "nobody": {
            "x": 1980,
            "y": 710
          }
        }
      }
    }
  }
];
