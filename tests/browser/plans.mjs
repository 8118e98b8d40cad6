// What a city writes for each of the rounds that ship, and what it comes to.

/** Two people learn: one course and one conference. */
export const TRAINING = {
  slug: 'training-and-conference-support-2027',
  title: 'Training and Conference Support 2027',
  says: ['Open', '$5,000 to $15,000', 'February 26, 2027, 5:00 PM EST'],
  fitting: {
    'Are you a city, town, village or other local government in the United States?': 'Yes',
    'How many people live in your city?': '7,587',
    'What do you want to pay for?': 'Training or a conference',
    'Will everything take place between April 1, 2027 and June 30, 2028?': 'Yes',
    'Can a mayor, manager or other official sign for your city before the deadline?': 'Yes',
  },
  answers: {
    'Describe what your city needs': {
      'What is the name of your plan?': 'Trade skills for two',
      'What work with partners abroad does your city do now, and what is missing?': 'We write to Kraków twice a year. Nobody has learned to host a delegation.',
      'How many people in your city work on international matters, even part of the time?': '2',
      'How often are you in touch with the national government about work abroad?': 'Now and then',
    },
    'Say what will change': {
      'What will people be able to do afterwards that they cannot do now?': 'Two people can host a delegation and plan a trade visit.',
      'How will the skills stay in your city?': 'Two people go, and they train the front desk in the fall.',
      'About how many people in your city will gain from it in the first year?': '1,200',
    },
    'Tell us about partners and money': {
      'Do you already have a partner city or network abroad?': 'Yes',
      'Which partner cities or networks will take part?': 'Kraków, Poland',
      'What other money or time will your city put in?': '',
      'When could the first activity start?': '2027-05-10',
    },
  },
  activities: [
    {
      plan: {
        'What kind of activity is it?': 'Training course',
        'Name of the course, conference or visit': 'Protocol course',
        'Town or city where it takes place': 'Lyon',
        Country: 'France',
        'First day': '2027-05-10',
        'Last day': '2027-05-14',
        'Who gives the course or runs the event': 'Institute of Protocol',
      },
      people: [{ Name: 'Cleo Diaz', 'Job title': 'City clerk', 'How does this person serve the city?': 'Career staff' }],
      costs: [
        { Category: 'Training fees', 'What for': 'Fee', 'Price of one': '3,000.50' },
        { Category: 'Travel and rooms', 'What for': 'Flights and rooms', 'How many': '2', Unit: 'people', 'Price of one': '$1,300', 'Your city pays': '200' },
      ],
      total: '$5,400.50',
    },
    {
      plan: {
        'What kind of activity is it?': 'Conference',
        'Name of the course, conference or visit': 'Congress of Cities',
        'Town or city where it takes place': 'Kraków',
        Country: 'Poland',
        'First day': '2027-06-07',
        'Last day': '2027-06-10',
        'Partner city or network that takes part': 'Kraków',
      },
      people: [
        { Name: 'Cleo Diaz', 'Job title': 'City clerk', 'How does this person serve the city?': 'Career staff' },
        { Name: 'Ben Ito', 'Job title': 'Aide to the mayor', 'How does this person serve the city?': 'Political appointee' },
      ],
      costs: [
        { Category: 'Conference fees', 'What for': 'Registration', 'How many': '2', Unit: 'people', 'Price of one': '450' },
        { Category: 'Travel and rooms', 'What for': 'Flights and rooms', 'Price of one': '3600' },
        { Category: 'Materials', 'What for': 'Books', 'How many': '2.5', 'Price of one': '40.00' },
      ],
      total: '$4,600.00',
    },
  ],
  quote: 'A quote, course outline or conference program',
  reads: ['Trade skills for two', 'Not provided', 'May 10, 2027'],
  total: '$10,000.50',
};

const RESOLUTION = { name: 'resolution.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n') };

/** A delegation goes and guests come; so much is asked for that the council must know. */
export const ENGAGEMENT = {
  slug: 'city-engagement-grants-2027',
  title: 'City Engagement Grants 2027',
  says: ['Open', '$5,000 to $50,000', 'March 12, 2027, 5:00 PM EST'],
  fitting: {
    'Are you a city, town, village or other local government in the United States?': 'Yes',
    'How many people live in your city?': '7,587',
    'What do you want to pay for?': 'Work with a partner city or network',
    'Will everything take place between July 1, 2027 and December 31, 2028?': 'Yes',
    'Can a mayor, manager or other official sign for your city before the deadline?': 'Yes',
  },
  answers: {
    'Describe what your city needs': {
      'What is the name of your plan?': 'A first year with Tartu',
      'What do you want to do with partners abroad, and what does your city gain from it?': 'Our fire chiefs met once. We want a year of visits, both ways.',
      'How many people in your city work on international matters, even part of the time?': '1',
      'How often are you in touch with the national government about work abroad?': 'Never',
    },
    'Say what will change': {
      'What will be different for your city afterwards?': 'A signed letter of intent, and a joint drill each year.',
      'How will the ties last when the grant ends?': 'The captains of both cities lead, and both are career staff.',
      'About how many people in your city will gain from it in the first year?': '900',
    },
    'Tell us about partners and money': {
      'Do you already have a partner city or network abroad?': 'Yes',
      'Which partner cities or networks will take part?': 'Tartu, Estonia',
      // A table: the cells of its first row, by their names.
      'What does each partner bring?': { partner: 'Tartu', country: 'Estonia', brings: 'Rooms or hosting', value: '4,000' },
      'What other money or time will your city put in?': '',
      'When could the first activity start?': '2027-08-02',
      'Will you ask for more than $25,000?': 'Yes',
      'Add the resolution of your council, or its letter of support': { file: RESOLUTION },
      'Confirm what the money is not used for': { certified: true },
    },
  },
  activities: [
    {
      plan: {
        'What kind of activity is it?': 'Delegation or study visit',
        'Name of the course, conference or visit': 'Fire crews to Tartu',
        'Town or city where it takes place': 'Tartu',
        Country: 'Estonia',
        'First day': '2027-09-06',
        'Last day': '2027-09-10',
        'Partner city or network that takes part': 'Tartu',
      },
      people: [
        { Name: 'Ada Flint', 'Job title': 'Fire captain', 'How does this person serve the city?': 'Career staff' },
        { Name: 'Ben Ito', 'Job title': 'Aide to the mayor', 'How does this person serve the city?': 'Political appointee' },
      ],
      costs: [
        { Category: 'Travel and rooms', 'What for': 'Flights and rooms', 'How many': '6', Unit: 'people', 'Price of one': '2,450.25', 'Your city pays': '1,701.50' },
        { Category: 'Translation', 'What for': 'Interpreter', 'How many': '5', Unit: 'days', 'Price of one': '$200' },
      ],
      total: '$14,000.00',
    },
    {
      plan: {
        'What kind of activity is it?': 'Hosting a partner',
        'Name of the course, conference or visit': 'Tartu comes to Decorah',
        'Town or city where it takes place': 'Decorah',
        Country: 'United States',
        'First day': '2028-05-08',
        'Last day': '2028-05-12',
        'Partner city or network that takes part': 'Tartu',
      },
      people: [{ Name: 'Ada Flint', 'Job title': 'Fire captain', 'How does this person serve the city?': 'Career staff' }],
      costs: [
        { Category: 'Travel and rooms', 'What for': 'Rooms for guests', 'How many': '12', Unit: 'people', 'Price of one': '800' },
        { Category: 'Speaker fees', 'What for': 'Trainer', 'Price of one': '2000' },
        { Category: 'Indirect costs', 'What for': 'Overhead', 'Price of one': '600.25' },
      ],
      total: '$12,200.25',
    },
  ],
  quote: 'A program, invitation or quote',
  reads: ['A first year with Tartu', 'Not provided', 'August 2, 2027', 'Rooms or hosting', 'resolution.pdf'],
  total: '$26,200.25',
};
